/** Edits of bench/pipeline/signs-to-mnist.yaml whose diffs are kept as golden files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/build-dist.js';

export const SEED_GRAPH = readFileSync(join(root, 'bench/pipeline/signs-to-mnist.yaml'), 'utf8');

/** Replaces a text that must be there. */
export function replace(text: string, from: string | RegExp, to: string): string {
  const result = text.replace(from, to);
  if (result === text) throw new Error(`there is no ${from} to replace`);
  return result;
}

type Edit = (text: string) => string;

const edit =
  (...pairs: [string | RegExp, string][]): Edit =>
  (text) =>
    pairs.reduce((all, [from, to]) => replace(all, from, to), text);

/** By the name of the golden file. */
export const EDITS: Readonly<Record<string, { before?: Edit; after: Edit }>> = {
  'layer-inserted': {
    after: edit([
      '      - Dropout: 0.3\n      - Dense: {units: 128',
      '      - Dropout: 0.3\n      - Dense: {units: 200, activation: relu}\n      - Dense: {units: 128',
    ]),
  },
  'optimizer-changed': {
    after: edit([
      /(linker\(signs_encoder\(sign.image\)\)\)\n +optimizer: ){Adadelta: 1.0}/,
      '$1{Adam: 0.001}',
    ]),
  },
  'network-renamed': { after: edit([/\bmnist_encoder\b/g, 'digit_encoder']) },
  'freeze-mode-changed': {
    after: edit(['freeze: [{network: signs_encoder, mode: weights}]', 'freeze: [signs_encoder]']),
  },
  'augmentation-changed': { after: edit(['rotate: 30', 'rotate: 20']) },
  'epochs-raised': { after: edit(['link_epochs: {default: 15', 'link_epochs: {default: 30']) },
  'loss-changed': { after: edit(['mean_squared_error(denoising', 'mean_absolute_error(denoising']) },
  'metric-added': {
    after: edit([
      /(loss: binary_crossentropy.image, denoiser.noisy..\n)/,
      '$1    metrics: {error: "mean_absolute_error(image, denoiser(noisy))"}\n',
    ]),
  },
  'source-changed': { after: edit(['signs: {source: signs, otherwise: hands}', 'signs: {source: hands}']) },
  'default-changed': {
    before: edit(
      [
        'params:\n',
        'params:\n  hidden: {default: 256, min: 1, help: units of the first layer of the linker}\n',
      ],
      ['- Dense: {units: 256, activation: relu}', '- Dense: {units: "${hidden}", activation: relu}'],
    ),
    after: edit(
      [
        'params:\n',
        'params:\n  hidden: {default: 200, min: 1, help: units of the first layer of the linker}\n',
      ],
      ['- Dense: {units: 256, activation: relu}', '- Dense: {units: "${hidden}", activation: relu}'],
    ),
  },
  'phase-added': {
    after: edit([
      '\nevaluate:\n',
      `  finish:
    train: linker
    after: [link]
    on: {data: pairs, epochs: 5, batch_size: 32}
    loss: mean_absolute_error(denoising_encoder(digit.image), linker(signs_encoder(sign.image)))
    optimizer: {Adam: 0.0001}

evaluate:
`,
    ]),
  },
  'network-split': {
    after: edit(
      [
        `      - Dropout: 0.3
      - Dense: {units: 128, activation: relu}
      - Dropout: 0.2
      - Dense: {units: 32, activation: relu}
`,
        `      - Dropout: 0.3
  linker_tail:
    input: linker
    layers:
      - Dense: {units: 128, activation: relu}
      - Dropout: 0.2
      - Dense: {units: 32, activation: relu}
`,
      ],
      ['signs_encoder -> linker -> mnist_decoder', 'signs_encoder -> linker -> linker_tail -> mnist_decoder'],
      ['train: linker\n', 'train: [linker, linker_tail]\n'],
      ['linker(signs_encoder(sign.image))', 'linker_tail(linker(signs_encoder(sign.image)))'],
    ),
  },
};

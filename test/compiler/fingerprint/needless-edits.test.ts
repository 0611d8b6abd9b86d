/** Edits that change nothing of what is trained: neither the fingerprint of any phase's weights nor their bytes. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../../src/compiler/index.js';
import { compile } from '../../../src/index.js';
import { tfjsEngine } from '../../../src/runtime/engines/index.js';
import { trainInMemory, type TrainedPhase } from '../../support/train-in-memory.js';
import { temporary } from '../../vocabulary/sources/support.js';
import { graph, writeExamples } from './graph.js';

const folder = temporary();

const engine = tfjsEngine();
/** The pictures of hands take long to draw. */
const train = (program: Program, text = 'hands') =>
  trainInMemory(program, folder(), engine, ({ name }) => name !== 'count' || text.includes('hands'));

let original: TrainedPhase[];

beforeAll(async () => {
  await writeExamples(folder());
  original = await train(compile(graph));
});

type Edit = [name: string, ...changes: (readonly [from: string | RegExp, to: string])[]];

const needless: Edit[] = [
  [
    '`like` written out',
    [
      'twin: {like: encoder}',
      'twin: {input: [4, 4, 1], layers: [Flatten, {Dense: {units: 4, activation: relu}}, {Dropout: 0.25}]}',
    ],
  ],
  ['a metric added', ['metrics: {', 'metrics: {error: "mean_squared_error(label, reader(image))", ']],
  [
    'a metric of another network added',
    ['metrics: {', 'metrics: {far: "mean(square(twin(image)))", '],
    ['validate: halves.test', 'untrained: true'],
  ],
  ['a metric removed', ['    metrics: {accuracy: "accuracy(label, reader(image))"}\n', '']],
  ['a metric renamed', ['metrics: {accuracy', 'metrics: {right']],
  ['validation removed', ['    validate: halves.test\n', '']],
  ['other data to validate on', ['validate: halves.test', 'validate: {data: digits, every: 2}']],
  [
    'a loss with a name',
    [
      'loss: categorical_crossentropy(label, reader(image))',
      'losses: {wrong: "categorical_crossentropy(label, reader(image))"}',
    ],
  ],
  ['a loss term renamed', ['small:', 'tiny:']],
  [
    'a fallback',
    [
      'size: [4, 4], classes: 3}',
      'size: [4, 4], classes: 3, otherwise: {idx: {images: other.idx, labels: other.idx, size: [4, 4], classes: 3}}}',
    ],
  ],
  ['a data set renamed that draws nothing', [/\bdigits\b/g, 'numbers']],
  [
    'data sets made one',
    [
      'halves: {from: digits,',
      'halves: {source: idx, images: images.idx, labels: labels.idx, size: [4, 4], classes: 3,',
    ],
  ],
  ['an unused field added', ['add: {', 'add: {unused: "image + uniform(0, 1)", ']],
  [
    'an unused field added where examples are split',
    ['halves: {from: digits, ', 'halves: {from: digits, add: {unused: "image + normal(0, 1)"}, '],
  ],
  ['an unneeded after', ['  copy:\n', '  copy:\n    after: [read]\n']],
  [
    'a layer without draws named',
    [
      '[Flatten, {Dense: {units: 4, activation: relu}}, {Dropout: 0.25}]}',
      '[{Flatten: {}, name: flat}, {Dense: {units: 4, activation: relu}}, {Dropout: 0.25}]}',
    ],
  ],
  [
    'batch normalization named, whose weights are not drawn',
    ['[BatchNormalization, ', '[{BatchNormalization: {}, name: norm}, '],
  ],
  [
    'one pass as a number of steps',
    [
      'on: {data: hands, epochs: 2, batch_size: 5}',
      'on: {data: hands, epochs: 2, batch_size: 5, steps_per_epoch: 3}',
    ],
  ],
  [
    'a part of a loss as a wire',
    ['    losses:\n', '    wires: {copied: copier(spotted)}\n    losses:\n'],
    ['near: mean_squared_error(image, copier(spotted))', 'near: mean_squared_error(image, copied)'],
  ],
  [
    'a later part of a loss as a wire',
    ['    losses:\n', '    wires: {squares: square(twin(spotted))}\n    losses:\n'],
    ['value: "mean(square(twin(spotted)))"', 'value: mean(squares)'],
  ],
  [
    'one times a loss',
    [
      'loss: categorical_crossentropy(label, reader(image))',
      'loss: 1 * categorical_crossentropy(label, reader(image))',
    ],
  ],
  [
    'a loss and nothing',
    [
      'loss: categorical_crossentropy(label, reader(image))',
      'loss: (categorical_crossentropy(label, reader(image)) + 0) / 1',
    ],
  ],
  [
    'a weight of one',
    [
      'near: mean_squared_error(image, copier(spotted))',
      'near: {value: "mean_squared_error(image, copier(spotted))", weight: 1}',
    ],
  ],
  ['members of a pair in another order', ['{a: turned, b: digits}', '{b: digits, a: turned}']],
  [
    'members of a pair renamed',
    ['{a: turned, b: digits}, by: label, repeat: a', '{one: turned, two: digits}, by: label, repeat: one'],
    ['twin(a.image)', 'twin(one.image)'],
    ['(b.image)', '(two.image)'],
  ],
  ['other shares beside the part that is trained on', ['test: 0.25', 'test: 0.5']],
  ['another part of a split', ['{train: 0.5, test: 0.25}', '{train: 0.5, test: 0.25, left: 0.25}']],
  ['an activation as a layer of its own', ['{Dense: {units: 4, activation: relu}}', '{Dense: 4}, ReLU']],
  [
    'an activation as `Activation`',
    ['{Dense: {units: 3, activation: softmax}}', '{Dense: 3}, {Activation: softmax}'],
  ],
  ['softmax as a layer', ['{Dense: {units: 3, activation: softmax}}', '{Dense: 3}, Softmax']],
  [
    'an activation as a function',
    ['wide: {Dense: {units: 16, activation: tanh}, of: code}', 'wide: {Dense: 16, of: code}'],
    ['of: wide', 'of: bent'],
    ['      picture:', '      bent: tanh(wide)\n      picture:'],
  ],
  [
    'nodes instead of a chain',
    [
      '{input: encoder, layers: [{Dense: 4}]}',
      '{input: encoder, nodes: {dense: {Dense: 4}}, outputs: dense}',
    ],
  ],
  ['an input renamed', [/\bcode\b/g, 'latent']],
  ['a node without draws renamed', [/\bpicture\b/g, 'image']],
  ['a model renamed', [/\breader\b/g, 'classifier']],
  [
    'a model written out',
    [/reader\(image\)/g, 'head(encoder(image))'],
    ['train: reader', 'train: [head, encoder]'],
  ],
  ['a model unused', ['  reader: encoder -> head\n', '  reader: encoder -> head\n  same: twin -> decoder\n']],
  ['a parameter', ['seed: 5', 'seed: 5\nparams: {rate: 0.01}'], ['Adam: 0.01', 'Adam: "${rate}"']],
  [
    'defaults written out',
    ['{Adam: 0.01}', '{Adam: {learning_rate: 0.01, beta_1: 0.9}}'],
    ['{Dense: 4}]', '{Dense: {units: 4, use_bias: true, kernel_initializer: glorot_uniform}}]'],
  ],
  ['sections in another order', [/^(data:\n[^]*)(networks:\n[^]*)$/m, '$2$1']],
  ['another name and description', ['name: needless', 'name: other\ndescription: Something else.']],
  ['float32 as its precision', ['    loss: categorical', '    precision: float32\n    loss: categorical']],
];

function apply([name, ...changes]: Edit): string {
  let text = graph;
  for (const [from, to] of changes) {
    const next = typeof from === 'string' ? text.replaceAll(from, () => to) : text.replace(from, to);
    if (next === text) throw new Error(`${name}: nothing is ${String(from)}`);
    text = next;
  }
  return text;
}

describe('needless edits', () => {
  it.each(needless.map((edit) => ({ name: edit[0], edit })))('$name', async ({ edit }) => {
    const changes = JSON.stringify(edit.slice(1));
    const program = compile(apply(edit));
    const trained = new Map((await train(program, changes)).map((one) => [one.phase.name, one]));
    for (const { phase, key, bytes } of original) {
      const now = trained.get(phase.name);
      if (!now) continue;
      expect([phase.name, now.phase.fingerprint.weights]).toEqual([phase.name, phase.fingerprint.weights]);
      expect(now.phase.fingerprint.course).toBe(phase.fingerprint.course);
      expect(now.key).toBe(key);
      expect(now.bytes).toEqual(bytes);
    }
  });
});

/** Edits, and the phases whose weights they change. Phases after them have other parents, and the same fingerprint. */
const needed: [edit: Edit, changed: string[]][] = [
  [
    ['another seed', ['seed: 5', 'seed: 6']],
    ['read', 'copy', 'link', 'count'],
  ],
  [['a network renamed', [/\bencoder\b/g, 'body']], ['read']],
  [['a network renamed that is drawn', [/\btwin\b/g, 'other']], ['copy']],
  [['a network renamed that is trained from its first weights', [/\blinker\b/g, 'bridge']], ['link']],
  [['a phase renamed', ['  read:', '  learn:']], ['read']],
  [['a data set renamed that is moved', [/\bturned\b/g, 'moved']], ['link']],
  [['a data set renamed that is cut', [/\bhalves\b/g, 'parts']], ['read']],
  [['a drawn field renamed', [/\bspotted\b(?=[^:]*:? ?"image|\))/g, 'noisy']], ['copy']],
  [
    ['a dropout named', ['{Dropout: 0.25}]', '{Dropout: 0.25, name: noise}]']],
    ['read', 'copy'],
  ],
  [['other units', ['layers: [{Dense: 4}]', 'layers: [{Dense: {units: 4, use_bias: false}}]']], ['link']],
  [
    ['another initializer', ['[{Dense: 4}]', '[{Dense: {units: 4, kernel_initializer: he_normal}}]']],
    ['link'],
  ],
  [['another optimizer', ['{Adam: 0.01}', '{Adam: 0.02}']], ['read']],
  [['another end of a ramp', ['[0.1, 0.05]', '[0.1, 0.04]']], ['count']],
  [['another weight', ['weight: 0.1', 'weight: 0.2']], ['copy']],
  [['another batch size', ['batch_size: 5', 'batch_size: 4']], ['count']],
  [['a step more', ['batch_size: 5}', 'batch_size: 5, steps_per_epoch: 4}']], ['count']],
  [['other noise', ['normal(0, 0.1)', 'normal(0, 0.2)']], ['copy']],
  [
    ['noise that is drawn once', ['spotted: {from: digits, ', 'spotted: {from: digits, draw: once, ']],
    ['copy'],
  ],
  [['more turning', ['rotate: 20', 'rotate: 30']], ['link']],
  [['another share', ['train: 0.5', 'train: 0.6']], ['read']],
  [['another repetition', ['repeat: a', 'repeat: b']], ['link']],
  [
    [
      'frozen noise',
      ['    train: linker', '    freeze: [{network: twin, mode: weights}]\n    train: linker'],
    ],
    ['link'],
  ],
  [['another loss', ['loss: mean_squared_error(twin', 'loss: mean_absolute_error(twin']], ['link']],
  [
    [
      'operands the other way',
      ['(twin(a.image), linker(encoder(b.image)))', '(linker(encoder(b.image)), twin(a.image))'],
    ],
    ['link'],
  ],
  [['clipped gradients', ['    train: counter', '    clip_gradients: 1\n    train: counter']], ['count']],
  [['half precision', ['    train: counter', '    precision: float16\n    train: counter']], ['count']],
  [['the best epoch', ['    train: counter', '    keep: best\n    train: counter']], ['count']],
];

describe('edits that matter', () => {
  it.each(needed.map(([edit, changed]) => ({ name: edit[0], edit, changed })))(
    '$name',
    ({ edit, changed }) => {
      const before = compile(graph).phases;
      const after = compile(apply(edit)).phases;
      // A phase that is renamed stays in its place.
      const different = before.flatMap(({ name, fingerprint }, at) =>
        after[at]!.fingerprint.weights === fingerprint.weights ? [] : [name],
      );
      expect(different).toEqual(before.map(({ name }) => name).filter((name) => changed.includes(name)));
    },
  );

  it('change the number of epochs, and not the course of the training', () => {
    const before = compile(graph).phases;
    const after = compile(
      apply(['more epochs', ['data: hands, epochs: 2', 'data: hands, epochs: 3']]),
    ).phases;
    const at = before.findIndex(({ name }) => name === 'count');
    expect(after[at]!.fingerprint.weights).not.toBe(before[at]!.fingerprint.weights);
    expect(after[at]!.fingerprint.course).toBe(before[at]!.fingerprint.course);
  });
});

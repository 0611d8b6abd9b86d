import { TextDocument } from 'vscode-languageserver-textdocument';
import { describe, expect, it } from 'vitest';
import { codeLensesOf, documentSymbolsOf, hoverAt } from '../../src/language-server/index.js';
import { analysed, atCursor, seedGraph, seedWith, URI } from './graph-editing.js';

function hover(marked: string): string | undefined {
  const { analysis, position } = atCursor(marked);
  return (hoverAt(analysis, position)?.contents as { value: string } | undefined)?.value;
}

describe('hover', () => {
  it.each([
    [
      '  linker:\n    input',
      '  lin¦ker:\n    input',
      '**linker** (network [128] → [32])\n\n70,048 parameters; trained by `link`',
    ],
    ['-> linker ->', '-> ¦linker ->', '70,048 parameters; trained by `link`'],
    [
      '  signs_classifier: signs',
      '  signs_class¦ifier: signs',
      '(model [64, 64, 3] → [6])\n\n664,614 parameters in `signs_encoder`, `signs_head`',
    ],
    [
      'denoising_encoder: {like',
      'denoising_¦encoder: {like',
      '119,200 parameters, layers of `mnist_encoder`; trained by `denoise_mnist`',
    ],
    [
      '      - Dense: {units: 256',
      '      - ¦Dense: {units: 256',
      '**linker/dense** (Dense → [256])\n\n33,024 parameters; trained by `link`',
    ],
    [
      'Conv2D: {filters: "${filters}", kernel_size: 3, padding: same, a',
      'Conv¦2D: {filters: "${filters}", kernel_size: 3, padding: same, a',
      '**mnist_encoder/conv2d_1** (Conv2D → [14, 14, 64])',
    ],
    ['          - MaxPooling2D', '          - Max¦Pooling2D', 'The largest number of each window.'],
    [
      '"${link_epochs}"',
      '"${link_¦epochs}"',
      '**link_epochs** (parameter)\n\npasses over the pairs for the linker\n\n`15`, its default; `8` in the profile `quick`',
    ],
    ['  link_epochs: {default', '  link¦_epochs: {default', 'passes over the pairs'],
    ['  pairs:\n', '  pa¦irs:\n', '- `sign.image`: image [64, 64, 3]'],
    [
      'denoiser(noisy))\n    optimizer',
      'denoiser(no¦isy))\n    optimizer',
      '**noisy** (image [28, 28, 1], of `noisy_mnist`)',
    ],
    [
      '(denoising_encoder(digit.image)',
      '(denoising_encoder(digit.im¦age)',
      '**image** (image [28, 28, 1], of `mnist`)',
    ],
    [
      '    train: linker\n',
      '    train: linker\n    after: classify_¦mnist\n',
      'trains `mnist_encoder`, `mnist_head`: 119,530 parameters, with Adadelta',
    ],
    [
      'loss: mean_squared_error(d',
      'loss: mean_¦squared_error(d',
      '**mean_squared_error(y_true, y_pred)** (loss)',
    ],
    [
      'measure: accuracy(label, mnist_classifier(noisy))',
      'measure: clip(noisy, x_¦min=0, x_max=1)',
      '`x_min`',
    ],
    ['optimizer: {Adam: 0.001}', 'optimizer: {Ad¦am: 0.001}', '**Adam** (optimizer)'],
    [
      'batch_size: 128}\n    loss: cat',
      'batch_¦size: 128}\n    loss: cat',
      '`batch_size`, by default `32`: Examples in a batch',
    ],
    ['draw: once\n  signs_sheared', 'draw: on¦ce\n  signs_sheared', '`draw`, by default `each_epoch`'],
    ['    repeat: sign', '    rep¦eat: sign', 'A member that is gone over again'],
    ['seed: 1', 'se¦ed: 1', 'Everything random is drawn from it'],
    ['otherwise: hands', 'otherwise: ha¦nds', '**hands** (source)'],
  ])('%s', (part, marked, expected) => {
    expect(hover(seedWith(part, marked))).toContain(expected);
  });

  it('says nothing of what is no name, word or key', () => {
    expect(hover(seedWith('# The whole', '# Pho¦tos'))).toBeUndefined();
    expect(hover('¦')).toBeUndefined();
  });

  it('works beside an error', () => {
    const broken = seedGraph.replace('    by: label', '    by: label: x');
    expect(hover(broken.replace('-> linker ->', '-> ¦linker ->'))).toContain('70,048 parameters');
  });

  it('knows what was compiled before an error was typed', () => {
    const { analysis: before } = atCursor(`${seedGraph}¦`);
    before.checked();
    const { position, text } = atCursor(
      seedWith('    input: [64, 64, 3]\n', '    input: [64, 64,\n').replace('-> linker ->', '-> ¦linker ->'),
    );
    const after = before.changed(TextDocument.create(URI, 'yaml', 2, text));
    expect(after.checked().document).toBeUndefined();
    expect(hoverAt(after, position)).toMatchObject({
      contents: { value: expect.stringContaining('70,048') as string },
    });
  });
});

describe('code lenses', () => {
  it('tell of networks and phases', () => {
    const analysis = analysed(seedGraph);
    const titles = codeLensesOf(analysis).map(({ range, command }) => {
      const line = analysis.text.split('\n')[range.start.line]!.trim();
      return `${line.replace(/:.*/, '')}: ${command!.title}`;
    });
    expect(titles).toHaveLength(13);
    expect(titles).toContain('linker: 70,048 parameters, trained by link');
    expect(titles).toContain('link: trains 70,048 parameters on pairs.train');
  });

  it('tell what would be trained and why, where that is known', () => {
    const lenses = codeLensesOf(analysed(seedGraph), new Map([['link', 'to train: its optimizer changed']]));
    expect(lenses.map(({ command }) => command!.title)).toContain('to train: its optimizer changed');
  });
});

describe('document symbols', () => {
  it('are the sections, their entries and what these name', () => {
    const symbols = documentSymbolsOf(analysed(seedGraph));
    expect(symbols.map(({ name, children }) => [name, children!.length])).toEqual([
      ['params', 5],
      ['profiles', 1],
      ['data', 6],
      ['networks', 8],
      ['models', 5],
      ['plan', 5],
      ['evaluate', 4],
    ]);
    const phase = symbols.find(({ name }) => name === 'plan')!.children![0]!;
    expect(phase).toMatchObject({ name: 'classify_mnist', detail: 'mnist_classifier' });
    expect(phase.children!.map(({ name }) => name)).toEqual(['accuracy']);
  });
});

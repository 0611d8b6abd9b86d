import { describe, expect, it } from 'vitest';
import { completed, completions, labels, seedGraph, seedWith } from './graph-editing.js';

const OPTIMIZERS = [
  'Adadelta',
  'Adafactor',
  'Adagrad',
  'Adam',
  'AdamW',
  'Adamax',
  'Ftrl',
  'Lamb',
  'Lion',
  'Muon',
  'Nadam',
  'RMSprop',
  'SGD',
];
const LINK = 'loss: mean_squared_error(denoising_encoder(digit.image), linker(signs_encoder(sign.image)))';
const LAST_OPTIMIZER = '    optimizer: {Adadelta: 1.0}\n    validate: {data: pairs.test}';

describe('completion of keys', () => {
  it('offers the arguments of a layer in braces that are not closed', () => {
    const text = seedWith('- Dense: {units: 6, activation: softmax}', '- {Dense: {un¦');
    expect(labels(text)).toEqual([
      'units',
      'activation',
      'bias_constraint',
      'bias_initializer',
      'bias_regularizer',
      'kernel_constraint',
      'kernel_initializer',
      'kernel_regularizer',
      'use_bias',
    ]);
    expect(completed(text, 'units')).toContain('- {Dense: {units: \n');
  });

  it('leaves out keys that stand before or behind the cursor', () => {
    const text = seedWith(
      '- Dense: {units: 6, activation: softmax}',
      '- Dense: {units: 6, ¦, activation: softmax}',
    );
    expect(labels(text)).toEqual([
      'bias_constraint',
      'bias_initializer',
      'bias_regularizer',
      'kernel_constraint',
      'kernel_initializer',
      'kernel_regularizer',
      'use_bias',
    ]);
  });

  it('offers the keys of a phase that it may still have', () => {
    const offered = labels(seedWith('    train: linker\n', '    train: linker\n    ¦\n'));
    expect(offered).toEqual(
      expect.arrayContaining(['keep', 'stop_early', 'freeze', 'metrics', 'clip_gradients']),
    );
    expect(offered).not.toEqual(expect.arrayContaining(['train']));
    expect(offered).not.toContain('optimizer');
  });

  it('offers what an assignment may be, and the bare weights that it may give values to', () => {
    const at = (text: string) =>
      labels(
        `lagraph: 1\ndata: {m: {source: mnist}}\nnetworks:\n  a: {input: [28, 28, 1], layers: [Flatten, {Dense: 4, name: code}]}\n  w: {weights: [4]}\nplan:\n  p:\n    train: a\n    on: m\n    after_update:\n      - ${text}\n`,
      );
    expect(at('¦')).toEqual(expect.arrayContaining(['ema', 'clip', 'unit_norm', 'assign']));
    expect(at('ema: {¦}')).toEqual(expect.arrayContaining(['target', 'of', 'decay']));
    expect(at('ema: {target: ¦}')).toEqual(expect.arrayContaining(['a', 'w']));
    expect(at('clip: {weights: a/¦}')).toContain('a/code');
    expect(at('assign: {¦}')).toEqual(['w']);
    expect(at('assign: {w: ¦}')).toEqual(expect.arrayContaining(['image', 'a', 'mean']));
    expect(at('ema: {target: w, of: w, decay: ¦}')).toContain('progress');
  });

  it('offers methods, their values and arguments, and what expressions may hold', () => {
    const at = (text: string) =>
      labels(
        `lagraph: 1\ndata: {m: {source: mnist}}\nnetworks:\n  a: {input: [28, 28, 1], layers: [Flatten, {Dense: 4, name: code}]}\nplan:\n  p:\n    train: a\n    on: m\n    wires: {z: a(image)}\n    ${text}\n`,
      );
    expect(at('¦')).toContain('solve');
    expect(at('solve: {¦}')).toEqual(
      expect.arrayContaining(['ridge', 'procrustes', 'kmeans', 'class_means']),
    );
    expect(at('solve: {ridge: {¦}}')).toEqual(['inputs', 'targets', 'l2']);
    expect(at('solve: {ridge: {inputs: ¦}}')).toEqual(expect.arrayContaining(['image', 'z', 'a', 'mean']));
    expect(at('solve: {class_means: {inputs: z, labels: ¦}}')).toContain('label');
    expect(at('solve: {whitening: {inputs: z, kind: ¦}}')).toEqual(['pca', 'zca']);
  });

  it('offers the first key of a map, and none of the form that its other keys exclude', () => {
    expect(labels(seedWith('  linker:\n    input: signs_encoder\n', '  linker:\n    ¦\n'))).toEqual([
      'input',
      'inputs',
      'load',
      'was',
    ]);
    const pair = labels('lagraph: 1\ndata:\n  a: {source: mnist}\n  b:\n    pair: {x: a, y: a}\n    ¦\n');
    expect(pair).toContain('by');
    expect(pair).not.toContain('source');
  });

  it('offers arguments of the source that is named', () => {
    const offered = labels(seedWith('signs: {source: signs, otherwise: hands}', 'signs: {source: hands, ¦}'));
    expect(offered).toEqual(expect.arrayContaining(['seed', 'test', 'otherwise', 'augment']));
    expect(offered).not.toContain('path');
  });

  it('offers the sections of an empty graph, and keeps a colon that is there', () => {
    expect(labels('¦')).toEqual(expect.arrayContaining(['lagraph', 'networks', 'plan']));
    expect(completed('lagraph: 1\nnet¦: {}\n', 'networks')).toBe('lagraph: 1\nnetworks: {}\n');
  });

  it.each([
    ['augment: {image: {rotate: 25, shift', 'augment: {image: {¦shift', ['rotate', 'cval']],
    [
      'freeze: [{network: signs_encoder, mode: weights}]',
      'freeze: [{network: signs_encoder, ¦',
      ['until', 'kind', 'mode'],
    ],
    ['on: {data: pairs, epochs', 'on: {data: pairs, ¦, epochs', ['steps_per_epoch']],
    ['augment: {image: {rotate: 25', 'augment: {¦: {rotate: 25', ['image']],
    [
      '    link_epochs: 8\n',
      '    ¦\n',
      ['link_epochs', 'seed', 'plan.link.optimizer', 'plan.link.on.batch_size'],
    ],
    [
      '  - curves: [classify_mnist',
      '  - ¦\n  - curves: [classify_mnist',
      ['curves', 'translations', 'plane'],
    ],
    [
      '  - curves: [classify_mnist',
      '  - plane: {on: signs.test, ¦}\n  - curves: [classify_mnist',
      ['at', 'colour', 'by', 'examples'],
    ],
  ])('%s -> %s', (part, replacement, expected) => {
    expect(labels(seedWith(part, replacement))).toEqual(expect.arrayContaining(expected));
  });
});

describe('completion of values', () => {
  it.each([
    ['optimizer: ¦', OPTIMIZERS],
    ['optimizer: {¦', OPTIMIZERS],
    ['optimizer: {Adam: {be¦', ['beta_1', 'beta_2', 'learning_rate']],
    ['optimizer:\n      A¦', OPTIMIZERS],
  ])('%s', (replacement, expected) => {
    const offered = labels(seedWith(LAST_OPTIMIZER, `    ${replacement}\n    validate: {data: pairs.test}`));
    expect(offered).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    ['    train: linker', '    train: ¦', ['linker', 'signs_decoder', 'signs_to_mnist']],
    ['    train: linker', '    train: [linker, si¦', ['signs_encoder']],
    ['    train: linker', '    train: linker/¦', ['linker/dense_1', 'linker/dropout']],
    ['    train: linker', '    train: linker\n    after: ¦', ['classify_mnist', 'link']],
    ['    train: linker', '    train: linker\n    keep: {best: ¦', ['val.loss', 'loss']],
    ['    train: linker', '    train: linker\n    start: {linker: ¦', ['signs_head', 'classify_signs']],
    ['    train: linker', '    train: linker\n    untrained: ¦', ['true', 'false']],
    ['on: {data: pairs, epochs', 'on: {data: ¦, epochs', ['pairs', 'mnist.test', 'pairs.train']],
    ['validate: {data: pairs.test}', 'validate: pairs.¦', ['pairs.test']],
    ['  linker:\n    input: signs_encoder', '  linker:\n    input: ¦', ['signs_encoder', 'signs_classifier']],
    ['denoising_encoder: {like: mnist_encoder}', 'denoising_encoder: {like: ¦', ['mnist_encoder']],
    [
      'freeze: [{network: signs_encoder, mode: weights}]',
      'freeze: [{network: signs_encoder, mode: ¦',
      ['weights', 'inference'],
    ],
    [
      'freeze: [{network: signs_encoder, mode: weights}]',
      'freeze: [{network: signs_encoder, until: ¦',
      ['latent', 'conv2d_1'],
    ],
    [
      'freeze: [{network: signs_encoder, mode: weights}]',
      'freeze: [{network: signs_encoder, kind: ¦',
      ['BatchNormalization'],
    ],
    ['padding: same, activation: relu}', 'padding: ¦', ['same', 'valid']],
    ['signs: {source: signs', 'signs: {source: ¦', ['mnist', 'hands', 'image_folder']],
    ['pair: {sign: signs_moving', 'pair: {sign: ¦', ['signs', 'signs_moving']],
    ['    by: label', '    by: ¦', ['label']],
    ['    repeat: sign', '    repeat: ¦', ['sign', 'digit', 'shuffle']],
    ['- curves: [classify_mnist,', '- curves: [¦,', ['classify_mnist', 'link']],
    ['- curves: [classify_mnist', '- manifold: {model: ¦}\n  - curves: [classify_mnist', ['mnist_decoder']],
    ['- curves: [classify_mnist', '- bars: {on: ¦}\n  - curves: [classify_mnist', ['signs', 'mnist']],
    [
      '- curves: [classify_mnist',
      '- confusion: {on: signs.test, true: ¦}\n  - curves: [classify_mnist',
      ['label', 'mnist_decoder'],
    ],
    ['batch_size: 32}\n    loss: mean', 'batch_size: ¦}\n    loss: mean', ['${link_epochs}']],
  ])('%s -> %s', (part, replacement, expected) => {
    expect(labels(seedWith(part, replacement))).toEqual(expect.arrayContaining(expected));
  });

  it('offers layers at the dash of a list, with what they are', () => {
    const items = completions(seedWith('- Dense: {units: 6, activation: softmax}', '- De¦'));
    const dense = items.find(({ label }) => label === 'Dense')!;
    expect(dense.documentation).toMatchObject({
      kind: 'markdown',
      value: expect.stringContaining('`units`') as string,
    });
    expect(items.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Conv2D', 'residual', 'repeat', 'for']),
    );
  });

  it('offers nothing in a comment', () => {
    expect(labels(seedWith('repeat: sign # each', 'repeat: sign # ea¦'))).toEqual([]);
  });
});

describe('completion in expressions', () => {
  it.each([
    ['loss: mean_squared_error(¦', ['sign.image', 'digit.label', 'linker', 'signs_to_mnist', 'clip']],
    ['loss: "mean_squared_error(denoising_encoder(digit.¦', ['digit.image']],
    ['loss: mean_squared_error(denoising_encoder(di¦', ['digit.image']],
    ['wires: {z: linker(sign.image)}\n    loss: mse(¦', ['z']],
    ['metrics: {far: sum(sign.image, ¦', ['axis', 'sign.image']],
  ])('%s', (replacement, expected) => {
    expect(labels(seedWith(LINK, replacement))).toEqual(expect.arrayContaining(expected));
  });

  it('offers values first, then networks, then options and functions', () => {
    const offered = labels(seedWith(LINK, 'loss: clip(¦'));
    const at = (label: string) => offered.indexOf(label);
    expect(at('digit.image')).toBeLessThan(at('linker'));
    expect(at('linker')).toBeLessThan(at('x_min'));
    expect(at('x_min')).toBeLessThan(at('abs'));
  });

  it('calls what can be called, and keeps a parenthesis that is there', () => {
    expect(completed(seedWith(LINK, 'loss: mean_sq¦'), 'mean_squared_error')).toContain(
      'loss: mean_squared_error(\n',
    );
    expect(completed(seedWith(LINK, 'loss: mean_sq¦(a, b)'), 'mean_squared_error')).toContain(
      'loss: mean_squared_error(a, b)',
    );
    expect(completed(seedWith(LINK, 'loss: mse(digit.¦)'), 'digit.image')).toContain('mse(digit.image)');
  });

  it('offers networks in models, nodes in networks, and fields alone in data', () => {
    expect(
      labels(
        seedWith(
          'signs_to_mnist: signs_encoder -> linker -> mnist_decoder',
          'signs_to_mnist: signs_encoder -> ¦',
        ),
      ),
    ).toEqual(expect.arrayContaining(['linker', 'mnist_decoder']));
    const nodes = labels(
      'networks:\n  head:\n    input: [4]\n    nodes:\n      mean: {Dense: 2}\n      z: mean + ¦\n    outputs: z\n',
    );
    expect(nodes).toEqual(expect.arrayContaining(['mean', 'input', 'normal_like']));
    expect(nodes).not.toContain('head');
    const fields = labels(seedWith('add: {noisy: "clip(image', 'add: {noisy: "clip(¦'));
    expect(fields).toEqual(expect.arrayContaining(['image', 'label']));
    expect(fields).not.toContain('noisy');
    expect(fields).not.toContain('linker');
  });

  it('offers the number of the round in models that have rounds alone', () => {
    const model = (times: string) =>
      labels(`models:\n  m:\n    inputs: {x: [4]}\n${times}    wires:\n      y: x + ¦\n    outputs: y\n`);
    expect(model('    times: 3\n')).toEqual(expect.arrayContaining(['iteration', 'x']));
    expect(model('')).not.toContain('iteration');
  });

  it('offers parameters and the variables of the loops around a reference', () => {
    const text = seedWith('"${filters}", kernel_size: 3, padding: same, activation: relu}', '"${¦');
    expect(labels(text)).toEqual(expect.arrayContaining(['filters', 'link_epochs']));
    expect(labels(seedWith('epochs: "${link_epochs}"', 'epochs: "${2 * li¦}"'))).not.toContain('filters');
  });

  it('knows the fields of a graph that has never been valid', () => {
    expect(
      labels('lagraph: 1\ndata:\n  m: {source: mnist}\nplan:\n  a: {x: ]\n  read:\n    on: m\n    loss: f(¦'),
    ).toEqual(expect.arrayContaining(['image', 'label']));
  });
});

describe('texts of other kinds', () => {
  it('counts UTF-16 code units, and lines that end with CR LF', () => {
    const text = seedGraph
      .replace('description: Hand signs in', 'description: 🖐 Hände')
      .replace('loss: mean_squared_error(denoising', '# 🖐🖐\n    wires: {"z": "mean_squared_error(digit.¦')
      .replace(/\n/g, '\r\n');
    const items = completions(text);
    const item = items.find(({ label }) => label === 'digit.image')!;
    const line = text.slice(0, text.indexOf('¦')).split('\n').at(-1)!;
    expect(item.textEdit).toMatchObject({
      range: { start: { character: line.length - 'digit.'.length }, end: { character: line.length } },
      newText: 'digit.image',
    });
  });
});

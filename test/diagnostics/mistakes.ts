/** Graphs with one mistake each, derived from the examples, with the expected codes and ranges. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Mistake {
  what: string;
  text: string;
  /** `code text of the range` for each diagnostic. */
  says: string[];
}

const examples = join(import.meta.dirname, '../../examples');
const read = (name: string): string =>
  readFileSync(join(examples, `${name}.yaml`), 'utf8').replace(/^#.*\n/gm, '');

export const classifier = read('classifier');
export const autoencoder = read('autoencoder');

/** A mistake in a graph: pieces of it replaced, each of which must occur exactly once. */
export function slip(
  what: string,
  says: string | string[],
  edits: readonly (readonly [from: string, to: string])[],
  graph = classifier,
): Mistake {
  const text = edits.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`${what}: there is no ${from}`);
    return result.replace(from, () => to);
  }, graph);
  return { what, text, says: [says].flat() };
}

const yaml: Mistake[] = [
  slip('no space after a colon', 'yaml-syntax train:', [['train: reader', 'train:reader']]),
  slip('no space after a colon, between braces', 'yaml-syntax epochs:', [['epochs: 2', 'epochs:2']]),
  slip('no space after the colon of a layer', 'yaml-syntax Dropout:0.2', [['Dropout: 0.2', 'Dropout:0.2']]),
  slip('no space after a dash', 'yaml-syntax -', [['- Flatten', '-Flatten']]),
  slip('a no-break space after a colon', 'yaml-syntax \u00a0', [['train: reader', 'train:\u00a0reader']]),
  slip('a no-break space that indents', 'yaml-syntax \u00a0', [['    train:', '\u00a0   train:']]),
  slip('a no-break space after a number', 'yaml-syntax \u00a0', [['epochs: 2', 'epochs: 2\u00a0']]),
  slip('an equals sign', 'yaml-syntax train =', [['train: reader', 'train = reader']]),
  slip('a comparison without quotes', 'yaml-syntax >= 0.9', [['">= 0.9"', '>= 0.9']]),
  slip('a text with a sign of YAML, between braces', 'yaml-syntax > x', [['data: mnist.test', 'data: > x']]),
  slip('a quote that is not closed', 'unclosed-bracket ">= 0.9', [['">= 0.9"', '">= 0.9']]),
  slip('a single quote that is not closed', "unclosed-bracket 'classifier", [
    ['name: classifier', "name: 'classifier"],
  ]),
  slip('a quote that another one closes', 'unclosed-bracket "accuracy(label, reader(image))', [
    ['measure: accuracy', 'measure: "accuracy'],
  ]),
  slip('a quote within quotes', "yaml-syntax t'", [['name: classifier', "name: 'don't'"]]),
  slip('a bracket that is not closed', 'unclosed-bracket [', [['[28, 28, 1]', '[28, 28, 1']]),
  slip('a bracket too many', 'unclosed-bracket }', [['batch_size: 64}', 'batch_size: 64}}']]),
  slip('a # between braces', 'unclosed-bracket # few, batch_size: 64}', [
    ['200, batch', '200, # few, batch'],
  ]),
  slip('a comma in a number', 'unquoted-comma 0,002', [['0.002', '0,002']]),
  slip('a line too far right', 'bad-indentation loss', [['    loss:', '      loss:']]),
  slip('a line too far right, below a text', 'bad-indentation on', [['    on:', '      on:']]),
  slip('a line too far right, in a file of Windows', 'bad-indentation on', [
    [classifier, classifier.replace('    on:', '      on:').replaceAll('\n', '\r\n')],
  ]),
  slip('a line too far left', 'bad-indentation train', [['    train:', '   train:']]),
  slip('a network too far right', 'bad-indentation head', [['  head:', '    head:']]),
  slip('a tab', 'bad-indentation \t', [['    train:', '\ttrain:']]),
  slip('a reference without quotes', 'unquoted-reference {', [
    ['seed: 1', 'params: {e: 2}'],
    ['epochs: 2', 'epochs: ${e}'],
  ]),
  slip(
    'three slips of YAML and one of a word',
    ['yaml-syntax train:', 'yaml-syntax >= 0.9', 'unknown-choice sofmax'],
    [
      ['train: reader', 'train:reader'],
      ['">= 0.9"', '>= 0.9'],
      ['softmax', 'sofmax'],
    ],
  ),
  slip('UTF-16 that was read as UTF-8', 'yaml-syntax \ufffd\ufffd', [
    [classifier, `\ufffd\ufffd${[...classifier].join('\0')}\0`],
  ]),
  slip('two byte order marks', 'yaml-syntax \ufeff', [['lagraph: 1', '\ufeff\ufefflagraph: 1']]),
  slip('a key of 2,000 letters', `yaml-syntax ${'k'.repeat(60)}`, [['  head:', `  ${'k'.repeat(2000)}:`]]),
];

const words: Mistake[] = [
  slip('a key that is near one that stands there', 'unknown-key inputss', [
    [
      '  head:',
      '  spare: {inputs: {z: [4]}, inputss: {z: [4]}, nodes: {a: {Dense: 3, of: z}}, outputs: a}\n  head:',
    ],
  ]),
  slip('two optimizers', 'conflicting-keys SGD', [['{Adam: 0.002}', '{Adam: 0.001, SGD: 0.1}']]),
  slip('what other libraries call it', 'unknown-argument lr', [['{Adam: 0.002}', '{Adam: {lr: 0.002}}']]),
  slip('a learning rate beside the optimizer', 'unknown-key lr', [
    ['    metrics:', '    lr: 0.1\n    metrics:'],
  ]),
  slip('a layer of another library', 'unknown-word MaxPool2d', [
    ['- Flatten', '- MaxPool2d: 2\n      - Flatten'],
  ]),
  slip('a source without its key', 'wrong-type mnist', [['{source: mnist}', 'mnist']]),
  slip('a data set of nothing', 'wrong-type mnist', [['mnist: {source: mnist}', 'mnist:']]),
  slip('a network of a list', 'wrong-type [Flatten]', [['  head:', '  spare: [Flatten]\n  head:']]),
  slip('a loop of phases', 'unknown-key for', [['plan:', 'plan:\n  for: {n: [1, 2]}']]),
  slip('a loop around phases', 'unknown-key for', [
    ['plan:\n  read:', 'plan:\n  for: {rate: [0.1, 0.2]}\n  phases:\n   read:'],
    ['epochs: 2', 'epochs: "${rate}"'],
  ]),
  slip('a loop in a phase', 'unknown-key for', [['    train:', '    for: {n: [1, 2]}\n    train:']]),
  slip('a pair of a name', 'wrong-type members', [
    ['mnist: {source: mnist}', 'mnist: {source: mnist}\n  both: {pair: members, by: label}'],
  ]),
  slip('a pair of all with all', 'bad-pair product', [
    [
      'mnist: {source: mnist}',
      'mnist: {source: mnist}\n  both: {pair: {a: mnist, b: mnist}, by: label, repeat: product}',
    ],
  ]),
  slip(
    'names that are numbers',
    ['wrong-type 001', 'wrong-type 002'],
    [
      [
        '{source: mnist}',
        '{source: mnist}\n  own: {source: image_folder, path: own, labels: folder, classes: [001, 002]}',
      ],
    ],
  ),
  slip('a number in quotes', 'wrong-type "64"', [['batch_size: 64', 'batch_size: "64"']]),
  slip('a name that is none', 'bad-name la@tent', [['name: latent', 'name: la@tent']]),
  slip('a model whose name is none', 'bad-name mnist-reader', [
    ['reader: encoder', 'mnist-reader: encoder'],
    ['train: reader', 'train: mnist_reader'],
    ['reader(image)', 'mnist_reader(image)'],
    ['(label, reader(image))"', '(label, mnist_reader(image))"'],
    ['accuracy(label, reader(image))\n', 'accuracy(label, mnist_reader(image))\n'],
  ]),
  slip('data whose name is none', 'bad-name "mnist:"', [['mnist: {source', '"mnist:": {source']]),
  slip('loops without end', 'out-of-range 300000', [
    ['- Dropout: 0.2', '- {repeat: 300000, layers: [Flatten]}'],
  ]),
  slip('parentheses without end', 'expression-syntax (', [
    ['accuracy(label, reader(image))"', `${'('.repeat(300)}image${')'.repeat(300)}"`],
  ]),
  slip('arithmetic without end', 'bad-reference (', [
    ['seed: 1', `params: {n: 3}\nseed: "\${${'('.repeat(200)}n${')'.repeat(200)}}"`],
  ]),
  slip('a text of 5,000 letters', `wrong-type "${'z'.repeat(5000)}"`, [
    ['seed: 1', `seed: "${'z'.repeat(5000)}"`],
  ]),
  slip('a name of 5,000 letters', `unknown-data ${'x'.repeat(5000)}`, [
    ['data: mnist,', `data: ${'x'.repeat(5000)},`],
  ]),
  {
    what: 'sixty networks in a circle',
    text: `lagraph: 1\nnetworks:\n${Array.from({ length: 60 }, (_, n) => `  n${n}: {input: n${(n + 1) % 60}, layers: [ReLU]}\n`).join('')}`,
    says: ['circular-reference n0'],
  },
  {
    what: 'sixty parameters in a circle',
    text: `lagraph: 1\nparams:\n${Array.from({ length: 60 }, (_, n) => `  n${n}: "\${n${(n + 1) % 60}}"\n`).join('')}networks: {n: {weights: ["\${n0}"]}}\n`,
    says: ['bad-parameter n0'],
  },
];

const meaning: Mistake[] = [
  slip(
    'an optimizer and a loss in a phase whose shapes do not fit',
    ['layer-shape [33]', 'unknown-name categorical_crosentropy', 'unknown-word Adm'],
    [
      ['- Dropout: 0.2', '- Reshape: [33]'],
      ['categorical_crossentropy', 'categorical_crosentropy'],
      ['{Adam:', '{Adm:'],
    ],
  ),
  slip(
    'an optimizer beside a loss whose values do not fit',
    ['wrong-shape encoder(image)', 'unknown-word Adm'],
    [
      ['(label, reader(image))\n    opt', '(label, encoder(image))\n    opt'],
      ['{Adam:', '{Adm:'],
    ],
  ),
  slip(
    'an unknown key, layer and optimizer',
    ['unknown-key padding', 'unknown-key colour', 'unknown-word Dens', 'unknown-word Adm'],
    [
      ['    input: encoder', '    padding: same\n    input: encoder'],
      ['- Dense: {units: 10', '- Dens: {units: 10'],
      ['    metrics:', '    colour: red\n    metrics:'],
      ['{Adam:', '{Adm:'],
    ],
  ),
  slip(
    'a layer that is misspelt twice',
    ['unknown-word Dens', 'unknown-word Dens'],
    [
      ['{Dense: {units: 32', '{Dens: {units: 32'],
      ['- Dense: {units: 10', '- Dens: {units: 10'],
    ],
  ),
  slip(
    'a figure to watch beside a loss whose values do not fit',
    ['wrong-shape encoder(image)', 'unknown-figure val.acuracy'],
    [
      ['(label, reader(image))\n    opt', '(label, encoder(image))\n    opt'],
      ['    metrics:', '    stop_early: {monitor: val.acuracy, patience: 2}\n    metrics:'],
    ],
  ),
  slip('a figure to watch that can not be read', 'missing-operand ,', [
    ['accuracy: "accuracy(label, reader(image))"', 'accuracy: "accuracy(label,)"'],
    ['    metrics:', '    stop_early: {monitor: val.accuracy, patience: 2}\n    metrics:'],
  ]),
  slip('an output that is not there', 'unknown-output logits', [
    ['(label, reader(image))\n    opt', '(label, reader(image).logits)\n    opt'],
  ]),
  slip('a layer that is trained', 'unknown-network conv2d', [['train: reader', 'train: conv2d']]),
  slip('images of another size', 'wrong-shape image', [['[28, 28, 1]', '[32, 32, 1]']]),
  slip('channels first', 'wrong-shape image', [['[28, 28, 1]', '[1, 28, 28]']]),
  slip(
    'channels first, in an autoencoder',
    'wrong-shape image',
    [['[28, 28, 1]', '[1, 28, 28]']],
    autoencoder,
  ),
  slip('no Flatten', 'wrong-shape reader(image)', [['      - Flatten\n', '']]),
  slip('no Flatten in an autoencoder', 'layer-shape [28, 28, 1]', [['      - Flatten\n', '']], autoencoder),
  slip('a shape that a parameter says is not edited', 'wrong-shape image', [
    ['seed: 1', 'params: {side: 32}'],
    ['[28, 28, 1]', '["${side}", "${side}", 1]'],
  ]),
  slip(
    'data to validate on without a field',
    'unknown-name mnist.test',
    [
      ['{source: mnist}', '{source: mnist}\n  noisy: {from: mnist, add: {noisy: "image + normal(0, 0.1)"}}'],
      ['on: {data: mnist', 'on: {data: noisy'],
      ['autoencoder(image))\n    opt', 'autoencoder(noisy))\n    opt'],
    ],
    autoencoder,
  ),
  slip('a kind of layer where there are none', 'unknown-layer Conv2D', [
    ['  head:', '  codes: {weights: [3, 2]}\n  head:'],
    ['train: reader', 'train: reader\n    freeze: [{network: codes, kind: Conv2D}]'],
  ]),
  slip('no softmax', 'not-probabilities reader(image)', [['{units: 10, activation: softmax}', '10']]),
  slip(
    'no sigmoid',
    'not-probabilities autoencoder(image)',
    [['{units: 784, activation: sigmoid}', '784']],
    autoencoder,
  ),
  slip(
    'logits that are said to be logits',
    [],
    [
      ['{units: 10, activation: softmax}', '10'],
      ['reader(image))\n    opt', 'reader(image), from_logits=true)\n    opt'],
    ],
  ),
  slip('truth and prediction swapped', 'swapped-arguments categorical_crossentropy(reader(image), label)', [
    ['categorical_crossentropy(label, reader(image))', 'categorical_crossentropy(reader(image), label)'],
  ]),
  slip(
    'truth and prediction swapped, in an autoencoder',
    'swapped-arguments binary_crossentropy(autoencoder(image), image)',
    [['binary_crossentropy(image, autoencoder(image))', 'binary_crossentropy(autoencoder(image), image)']],
    autoencoder,
  ),
  slip('a wire that nothing uses', 'unused z', [
    ['    metrics:', '    wires: {z: encoder(image)}\n    metrics:'],
  ]),
  slip(
    'a shape in its place',
    [],
    [
      [
        'binary_crossentropy(image, autoencoder(image))',
        'binary_crossentropy(image, reshape(autoencoder(image), [28, 28, 1]))',
      ],
    ],
    autoencoder,
  ),
  slip('a misspelt name among strangers', 'unknown-word "there is no layer"', [
    ['{Dense: {units: 32, activation: relu}, name: latent}', '{"there is no layer": "Dens"}'],
  ]),
  { what: 'nothing but a version', text: 'lagraph: 1\n', says: ['empty-graph lagraph: 1'] },
  {
    what: 'empty sections',
    text: 'lagraph: 1\ndata: {}\nnetworks: {}\nplan: {}\n',
    says: ['empty-graph lagraph: 1\ndata: {}\nnetworks: {}\nplan: {}'],
  },
];

const withTemplates = read('templates');
const fault = (what: string, says: string | string[], ...edits: (readonly [string, string])[]): Mistake =>
  slip(what, says, edits, withTemplates);

const templates: Mistake[] = [
  fault('a template that is not declared', 'unknown-template stp', [
    '{use: step, with: {units: 128',
    '{use: stp, with: {units: 128',
  ]),
  fault('a template of entries where a layer stands', 'bad-template autoencoder', [
    '{use: step, with: {units: 128, rate: 0}}',
    '{use: autoencoder, with: {of: digits}}',
  ]),
  fault('a namespace for layers', 'bad-template step', [
    'upright: {use: autoencoder, with: {of: digits}}',
    'upright: {use: step, with: {units: 3}}',
  ]),
  fault('a value that is missing', 'missing-argument autoencoder', [
    'upright: {use: autoencoder, with: {of: digits}}',
    'upright: {use: autoencoder}',
  ]),
  fault('a value for a parameter that there is not', 'unknown-parameter rte', [
    '128, rate: 0',
    '128, rte: 0',
  ]),
  fault('a value of another type', 'bad-parameter-value wide', ['units: 128', 'units: wide']),
  fault('a value that a layer does not take', 'out-of-range ${rate}', ['128, rate: 0', '128, rate: 2']),
  fault('an argument in a template', 'unknown-argument unit', [
    '{units: "${units}", act',
    '{unit: "${units}", act',
  ]),
  fault('a network in the text of a template', 'unknown-name decodr', [
    'loss: binary_crossentropy(image, decoder(',
    'loss: binary_crossentropy(image, decodr(',
  ]),
  fault('templates in a circle', 'bad-template step', [
    '      - Dropout: ${rate}',
    '      - {use: step, with: {units: 3}}',
  ]),
  fault('a key that templates do not have', 'unknown-key param', [
    'params: {units: {type: number}, rate: 0.1}',
    'param: {units: {type: number}, rate: 0.1}',
  ]),
  fault('a template that nothing uses', 'unused spare', [
    '  # What stands in a list',
    '  spare: {layers: [Flatten]}\n  # What stands in a list',
  ]),
  fault('a parameter that nothing in a template uses', 'unused tall', [
    'params: {units: {type: number}, rate: 0.1}',
    'params: {units: {type: number}, rate: 0.1, tall: 3}',
  ]),
];

export const mistakes: Readonly<Record<string, readonly Mistake[]>> = { yaml, words, meaning, templates };

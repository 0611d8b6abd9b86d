/** Each kind of change, as it is told. */
import { describe, expect, it } from 'vitest';
import { diff, diffSummary, renderDiffText, whyTrained, type ProgramDiff } from '../../src/diff/index.js';
import { check } from '../../src/index.js';
import { replace } from './edits.js';

const GRAPH = `lagraph: 1
name: small
seed: 5
params:
  width: 8
data:
  digits: {source: mnist}
  hands: {source: hands}
  noisy: {from: digits, add: {dotted: "image + normal(0, 0.1)"}}
  turned: {from: hands, augment: {image: {rotate: 20, shift: 0.1}}}
  pairs: {pair: {a: turned, b: digits}, by: label, repeat: a}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: {units: "\${width}", activation: relu}}, {Dropout: 0.25}, {Dense: 4}]}
  head: {input: encoder, layers: [BatchNormalization, {Dense: {units: 10, activation: softmax}}]}
  counter: {input: [64, 64, 3], layers: [GlobalAveragePooling2D, {Dense: {units: 6, activation: softmax}}]}
  decoder:
    inputs: {code: encoder}
    nodes:
      wide: {Dense: {units: 16, activation: tanh}, of: code}
      more: {Dense: 16, of: wide}
      sum: wide + more
      picture: {Dense: 784, of: sum}
      shaped: {Reshape: [28, 28, 1], of: picture}
    outputs: shaped
models:
  reader: encoder -> head
  copier: encoder -> decoder
plan:
  read:
    train: reader
    on: {data: digits, epochs: 2, batch_size: 64}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.01}
    metrics: {accuracy: "accuracy(label, reader(image))"}
    validate: digits.test
  copy:
    train: decoder
    freeze: [encoder]
    on: {data: noisy, batch_size: 64}
    losses:
      near: mean_squared_error(image, copier(dotted))
      small: {value: "mean(square(copier(dotted)))", weight: 0.1}
    optimizer: {SGD: 0.1}
  count:
    train: counter
    on: {data: turned, epochs: 2, batch_size: 32}
    loss: categorical_crossentropy(label, counter(image))
    optimizer: {SGD: {learning_rate: 0.1, momentum: 0.5}}
evaluate:
  reads: {on: digits.test, measure: "accuracy(label, reader(image))", expect: ">= 0.9"}
report:
  - curves: [read, copy]
`;

function compare(before: string, after: string): ProgramDiff {
  const [a, b] = [before, after].map((text) => {
    const checked = check(text, { file: 'small.yaml' });
    const errors = checked.diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).toEqual([]);
    return { program: checked.program!, document: checked.document };
  });
  return diff(a!.program, b!.program, { documents: { a: a!.document, b: b!.document } });
}

type Change = readonly [from: string | RegExp, to: string];

const edited = (...changes: Change[]): string =>
  changes.reduce((text, [from, to]) => replace(text, from, to.replaceAll('$', '$$$$')), GRAPH);

const told = (...changes: Change[]): string => renderDiffText(compare(GRAPH, edited(...changes)));

const CASES: [name: string, changes: Change[], text: string][] = [
  [
    'nothing for comments, order and other ways to write',
    [
      ['  hands: {source: hands}\n', ''],
      ['  noisy:', '  hands: {source: hands} # Photos.\n  noisy:'],
      ['{Dropout: 0.25}', '{Dropout: {rate: 0.25}}'],
    ],
    `no difference in meaning
`,
  ],
  [
    'nothing for an activation of its own',
    [['[Flatten, {Dense: {units: "${width}", activation: relu}}, ', '[Flatten, {Dense: "${width}"}, ReLU, ']],
    `no difference in meaning
`,
  ],
  [
    'a parameter, and where its value is used',
    [['width: 8', 'width: 12']],
    `params
  ~ width  8 → 12  (its default)
networks
  ~ encoder  6,316 → 9,472 parameters
        Dense 8 → 12  (\${width}, its default)
        Dense 4 takes [12] now, not [8]
to train: read (encoder's layers), copy (encoder's layers)
kept: count
`,
  ],
  [
    'a parameter that is renamed',
    [
      ['width: 8', 'size: 8'],
      ['${width}', '${size}'],
    ],
    `params
  » width is now size (8)
kept: read, copy, count
`,
  ],
  [
    'a layer that is gone',
    [[', {Dropout: 0.25}', '']],
    `networks
  ~ encoder: - Dropout 0.25  it stood after Dense 8
to train: read (encoder's layers), copy (encoder's layers)
kept: count
`,
  ],
  [
    'an argument of a layer',
    [['activation: relu', 'activation: elu']],
    `networks
  ~ encoder: Dense 8 activation relu → elu
to train: read (encoder's layers), copy (encoder's layers)
kept: count
`,
  ],
  [
    'a layer that is named',
    [['{Dense: 4}]', '{Dense: 4, name: code}]']],
    `networks
  ~ encoder: Dense 4 dense_1 is now code  (write was: dense_1 to keep what is trained)
to train: read (encoder: Dense 4 code was dense_1)
kept if read comes out the same: copy
kept: count
`,
  ],
  [
    'nodes that take other values',
    [['more: {Dense: 16, of: wide}', 'more: {Dense: 16, of: code}']],
    `networks
  ~ decoder  13,680 → 13,488 parameters
        Dense 16 (more) takes [4] now, not [16]
        Dense 16 (more) takes Dense 16 (wide) → code
to train: copy (decoder's layers)
kept: read, count
`,
  ],
  [
    'a network split',
    [
      ['{Dropout: 0.25}, {Dense: 4}]}', '{Dropout: 0.25}]}\n  last: {input: encoder, layers: [{Dense: 4}]}'],
      ['head: {input: encoder', 'head: {input: last'],
      ['code: encoder', 'code: last'],
      ['reader: encoder -> head', 'reader: encoder -> last -> head'],
      ['copier: encoder -> decoder', 'copier: encoder -> last -> decoder'],
      ['freeze: [encoder]', 'freeze: [encoder, last]'],
    ],
    `networks
  » encoder is split into encoder and last, the same layers in the same order
      + encoder Flatten, Dense 8 relu, Dropout 0.25; 6,280 parameters
      + last Dense 4; 36 parameters
to train: read (encoder is split), copy (encoder is split)
kept: count
`,
  ],
  [
    'a network renamed, which trains anew without was',
    [[/\bencoder\b/g, 'coder']],
    `networks
  » encoder is now coder (same layers, 6,316 parameters)   write was: encoder to keep what is trained
to train: read (coder was encoder)
kept if read comes out the same: copy
kept: count
`,
  ],
  [
    'a network renamed with was, which trains nothing',
    [
      [/\bencoder\b/g, 'coder'],
      ['coder: {input: [28', 'coder: {was: encoder, input: [28'],
    ],
    `networks
  » encoder is now coder (same layers, 6,316 parameters)
kept: read, copy, count
`,
  ],
  [
    'a data set renamed that draws nothing',
    [[/\bdigits\b/g, 'numbers']],
    `data
  » digits is now numbers (the same data)
kept: read, copy, count
`,
  ],
  [
    'a data set renamed that draws',
    [[/\bturned\b/g, 'moved']],
    `data
  » turned is now moved (the same data)   write was: turned to keep what is trained
to train: count (moved was turned)
kept: read, copy
`,
  ],
  [
    'a field renamed that draws',
    [[/\bdotted\b/g, 'spotted']],
    `data
  ~ noisy: field dotted is now spotted  (write was: dotted to keep what is trained)
to train: copy (noisy: field spotted was dotted)
kept: read, count
`,
  ],
  [
    'a field that is made otherwise',
    [['normal(0, 0.1)', 'normal(0, 0.2)']],
    `data
  ~ noisy: field dotted image + normal(0, 0.1) → image + normal(0, 0.2)
to train: copy (noisy: field dotted)
kept: read, count
`,
  ],
  [
    'a source with other arguments',
    [['hands: {source: hands}', 'hands: {source: {hands: {train: 60}}}']],
    `data
  ~ hands: train 1080 → 60
to train if the data differ: count (hands: train)
kept: read, copy
`,
  ],
  [
    'an augmentation',
    [['rotate: 20, shift: 0.1', 'rotate: 20, zoom: 0.2']],
    `data
  ~ turned
        image.shift 0.1 → 0
        image.zoom 0 → 0.2
to train: count (turned: image.shift and image.zoom)
kept: read, copy
`,
  ],
  [
    'how pairs are made, which no phase uses',
    [['by: label, repeat: a', 'by: label, repeat: b']],
    `data
  ~ pairs: repeat a → b
kept: read, copy, count
`,
  ],
  [
    'a learning rate that moves',
    [
      [
        'optimizer: {Adam: 0.01}',
        'optimizer: {Adam: 0.01}\n    learning_rate: {ramp: [0.01, 0.001], epochs: 2}',
      ],
    ],
    `plan
  ~ read: optimizer Adam 0.01 → Adam 0.01 to 0.001 over 2 epochs
to train: read (its optimizer)
kept if read comes out the same: copy
kept: count
`,
  ],
  [
    'an argument of an optimizer',
    [['momentum: 0.5', 'momentum: 0.9']],
    `plan
  ~ count: optimizer SGD 0.1 (momentum 0.5) → SGD 0.1 (momentum 0.9)
to train: count (its optimizer)
kept: read, copy
`,
  ],
  [
    'a term of a loss renamed',
    [['small:', 'tiny:']],
    `plan
  ~ copy: loss small is now tiny
kept: read, copy, count
`,
  ],
  [
    'a term of a loss with another weight',
    [['weight: 0.1', 'weight: 0.2']],
    `plan
  ~ copy: loss small weight 0.1 → 0.2
to train: copy (its loss small weight)
kept: read, count
`,
  ],
  [
    'a term of a loss that is new',
    [['      small:', '      smooth: {value: "mean(abs(copier(dotted)))", weight: 0.01}\n      small:']],
    `plan
  ~ copy: + loss smooth mean(abs(copier(dotted)))
to train: copy (its loss smooth)
kept: read, count
`,
  ],
  [
    'steps, batch and early stopping',
    [
      [
        'batch_size: 32}',
        'batch_size: 16, steps_per_epoch: 10}\n    stop_early: {monitor: loss, patience: 1}',
      ],
    ],
    `plan
  ~ count
        batch size 32 → 16
        steps per epoch one pass → 10
        early stopping none → after 1 epoch without a better loss (smaller is better)
to train: count (its batch size, its steps per epoch, its early stopping)
kept: read, copy
`,
  ],
  [
    'what is trained and frozen',
    [['    train: decoder\n    freeze: [encoder]', '    train: [decoder, encoder]\n    after: [read]']],
    `plan
  ~ copy: encoder inference → trained  (its dropout is switched on)
evaluate
  ~ reads: encoder as trained by read → copy
to train: copy (encoder's mode)
kept: read, count
`,
  ],
  [
    'fewer epochs',
    [['data: turned, epochs: 2', 'data: turned, epochs: 1']],
    `plan
  ~ count: epochs 2 → 1
to train: count (its epochs)
kept: read, copy
`,
  ],
  [
    'more epochs, which go on',
    [['data: turned, epochs: 2', 'data: turned, epochs: 5']],
    `plan
  ~ count: epochs 2 → 5
goes on: count from epoch 2, up to 5
kept: read, copy
`,
  ],
  [
    'a metric renamed',
    [['metrics: {accuracy:', 'metrics: {right:']],
    `plan
  ~ read: metric accuracy is now right
kept: read, copy, count
`,
  ],
  [
    'validation that is gone',
    [['    validate: digits.test\n', '']],
    `plan
  ~ read: validated on digits.test → nothing
kept: read, copy, count
`,
  ],
  [
    'a phase renamed',
    [['  count:', '  number:']],
    `plan
  » count is now number (the same training)   write was: count to keep what is trained
to train: number (it was count)
kept: read, copy
`,
  ],
  [
    'a phase that is gone',
    [[/ {2}count:\n[^]*?(?=evaluate)/, '']],
    `plan
  - count  trains counter on turned, 2 epochs, by SGD 0.1 (momentum 0.5)
kept: read, copy
`,
  ],
  [
    'an expectation',
    [['>= 0.9', '>= 0.95']],
    `evaluate
  ~ reads: expected >= 0.9 → >= 0.95
kept: read, copy, count
`,
  ],
  [
    'a report',
    [['curves: [read, copy]', 'curves: [read, count]']],
    `report
  ~ curves
      + curve count
      - curve copy
kept: read, copy, count
`,
  ],
  [
    'seed and name',
    [
      ['seed: 5', 'seed: 6'],
      ['name: small', 'name: other'],
    ],
    `graph
  ~ name small → other
  ~ seed 5 → 6
to train: read (the seed), copy (the seed), count (the seed)
`,
  ],
  [
    'a model made of other networks',
    [['  copier: encoder -> decoder\n', '  copier: encoder -> decoder\n  probe: encoder -> head\n']],
    `models
  + probe  encoder -> head
kept: read, copy, count
`,
  ],
];

describe('a diff tells', () => {
  it.each(CASES)('%s', (_, changes, text) => {
    expect(told(...changes)).toBe(text);
  });
});

it('is the reverse of the reverse: what is new there is gone here', () => {
  const other = edited(
    [', {Dropout: 0.25}', ', {Dropout: 0.25}, {Dense: 5}'],
    ['  reader: encoder -> head\n', '  reader: encoder -> head\n  probe: encoder -> head\n'],
  );
  const kinds = ({ entries }: ProgramDiff) =>
    entries.map(({ section, name, kind }) => `${section} ${name} ${kind}`);
  expect(kinds(compare(GRAPH, other))).toEqual(['networks encoder changed', 'models probe added']);
  expect(kinds(compare(other, GRAPH))).toEqual(['networks encoder changed', 'models probe removed']);
});

it('tells a model of several rounds by one of them', () => {
  const rounds = (step: string, times: string) =>
    edited([
      '  copier: encoder -> decoder\n',
      `  copier: encoder -> decoder\n  steps:\n    inputs: {x: [28, 28, 1]}\n    wires: {y: "${step}"}\n    outputs: y\n    times: ${times}\n`,
    ]);
  const [few, many] = [
    rounds('x - copier(x) / (iteration + 1)', '3'),
    rounds('x - copier(x) / (iteration + 1)', '500'),
  ];
  expect(renderDiffText(compare(GRAPH, few))).toContain(
    '+ steps  y: x - copier(x) / (iteration + 1); 3 times',
  );
  const more = renderDiffText(compare(few, many));
  expect(more).toContain('times 3 → 500');
  expect(more).not.toContain('copier');
  const other = renderDiffText(compare(few, rounds('x - copier(x) / (iteration + 2)', '3')));
  expect(other).toContain('y: x - copier(x) / (iteration + 1) → y: x - copier(x) / (iteration + 2)');
});

it('finds networks that are joined', () => {
  const [, changes] = CASES.find(([name]) => name === 'a network split')!;
  const text = renderDiffText(compare(edited(...changes), GRAPH));
  expect(text).toContain('» encoder and last are joined to encoder, the same layers in the same order');
  expect(text).not.toContain('models');
});

it('says why each phase is trained, and all in two lines', () => {
  const found = compare(GRAPH, edited(['momentum: 0.5', 'momentum: 0.9'], ['width: 8', 'width: 12']));
  expect(whyTrained(found, 'count')).toEqual([
    'its optimizer: SGD 0.1 (momentum 0.5) → SGD 0.1 (momentum 0.9)',
  ]);
  expect(whyTrained(found, 'read')).toEqual(["encoder's layers: Dense 8 → 12  (${width}, its default)"]);
  expect(diffSummary(found)).toEqual([
    'encoder: Dense 8 → 12; count: optimizer SGD 0.1 (momentum 0.5) → SGD 0.1 (momentum 0.9)',
    "to train: read (encoder's layers), copy (encoder's layers), count (its optimizer)",
  ]);
  expect(diffSummary(compare(GRAPH, `${GRAPH}# The end.\n`))).toEqual(['no difference in meaning']);
  expect(whyTrained(compare(GRAPH, GRAPH), 'read')).toEqual([]);
});

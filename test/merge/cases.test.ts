import { describe, expect, it } from 'vitest';
import { DIGITS_GRAPH as BASE } from './digits-graph.js';
import { edited, meaningOf, mergedBothWays, programOf, type Edit } from './support.js';

const TUNE = `  tune:
    train: copier
    after: draw
    on: mnist
    loss: binary_crossentropy(image, copier(image))
    optimizer: {Adam: 0.0001}
`;

const READ_OPTIMIZER: readonly [string] = ['    optimizer: {Adam: 0.001}\n    metrics'];

interface Case {
  ours: readonly Edit[];
  theirs: readonly Edit[];
  /** What must stand in the result. */
  has?: readonly string[];
  /** What must not. */
  lacks?: readonly string[];
}

const CLEAN: Record<string, Case> = {
  'different phases': {
    ours: [['epochs: "${epochs}", batch_size: 64', 'epochs: "${epochs}", batch_size: 32']],
    theirs: [['{data: noisy, epochs: 2}', '{data: noisy, epochs: 4}']],
    has: ['batch_size: 32', 'epochs: 4'],
  },
  'far layers': {
    ours: [['Dropout: 0.2', 'Dropout: 0.3']],
    theirs: [['Reshape: [28, 28, 1]', '{Reshape: [28, 28, 1], name: picture}']],
    has: ['Dropout: 0.3', 'name: picture'],
  },
  'neighbouring layers': {
    ours: [['Dropout: 0.2', 'Dropout: 0.3']],
    theirs: [['Dense: 48', 'Dense: 50']],
    has: ['Dropout: 0.3\n      - Dense: 50'],
  },
  'the same value': {
    ours: [['seed: 7', 'seed: 8']],
    theirs: [
      ['seed: 7', 'seed: 8'],
      ['width: 64', 'width: 65'],
    ],
    has: ['seed: 8', 'width: 65'],
  },
  'two arguments on one line': {
    ours: [
      ['{units: "${width}", activation: relu}', '{units: 65, activation: relu}'],
      ['  width: 64\n', ''],
    ],
    theirs: [
      ['{units: "${width}", activation: relu}', '{units: "${width}", activation: tanh, use_bias: false}'],
    ],
    has: ['{units: 65, activation: tanh, use_bias: false}'],
  },
  'a comment against a value': {
    ours: [['# the meeting place', '# where both meet']],
    theirs: [['{Dense: 32, name: latent}', '{Dense: 24, name: latent}']],
    has: ['- {Dense: 24, name: latent} # where both meet'],
  },
  'moved against edited': {
    ours: [
      ['  head:\n    input: encoder\n    layers:\n      - Dense: {units: 10, activation: softmax}\n', ''],
      [
        'networks:\n',
        'networks:\n  head:\n    input: encoder\n    layers:\n      - Dense: {units: 10, activation: softmax}\n',
      ],
    ],
    theirs: [['activation: softmax', 'use_bias: false, activation: softmax']],
    has: ['networks:\n  head:', '{units: 10, use_bias: false, activation: softmax}'],
  },
  'reformatted against edited': {
    ours: [
      [
        '    on: {data: noisy, epochs: 2}\n',
        '    on:\n      # few\n      data: noisy\n      epochs: 2 # for now\n',
      ],
    ],
    theirs: [['{data: noisy, epochs: 2}', '{data: noisy, epochs: 4, batch_size: 8}']],
    has: ['    on:\n      # few\n      data: noisy\n      epochs: 4 # for now\n      batch_size: 8\n'],
  },
  'both append a phase': {
    ours: [['\nevaluate:', `${TUNE}\nevaluate:`]],
    theirs: [
      [
        '\nevaluate:',
        `${TUNE.replace('tune', 'again').replace('draw', 'read').replace('copier\n', 'head\n').replace('copier(', 'reader(').replace('binary_crossentropy(image', 'categorical_crossentropy(label')}\nevaluate:`,
      ],
    ],
    has: ['  tune:', '  again:'],
  },
  'both append a report': {
    ours: [['count: 12}\n', 'count: 12}\n  - curves: [read]\n']],
    theirs: [['count: 12}\n', 'count: 12}\n  - curves: [draw]\n']],
    has: ['- curves: [read]', '- curves: [draw]'],
  },
  'rename against edit': {
    ours: renamed('encoder', 'digit_encoder'),
    theirs: [['Dropout: 0.2', 'Dropout: 0.5']],
    has: ['digit_encoder:', 'Dropout: 0.5'],
    lacks: [' encoder'],
  },
  'rename against a new reference': {
    ours: renamed('encoder', 'digit_encoder'),
    theirs: [
      ['\nevaluate:', `${TUNE.replace('train: copier', 'train: [encoder/latent, decoder]')}\nevaluate:`],
      [
        'plan.draw.on.batch_size: 256',
        'plan.draw.on.batch_size: 256\n    networks.encoder.layers.2.Dropout: 0.1',
      ],
    ],
    has: ['train: [digit_encoder/latent, decoder]', 'networks.digit_encoder.layers.2.Dropout: 0.1'],
    lacks: [' encoder'],
  },
  'rename of a model': {
    ours: renamed('copier', 'copyist'),
    theirs: [['\nevaluate:', `${TUNE}\nevaluate:`]],
    has: ['train: copyist', 'binary_crossentropy(image, copyist(image))'],
    lacks: ['copier'],
  },
  'rename of a data set and its field': {
    ours: [
      ['  noisy:\n    from: mnist', '  grainy:\n    from: mnist'],
      ['add: {noisy:', 'add: {grain:'],
      ['data: noisy', 'data: grainy'],
      ['copier(noisy)', 'copier(grain)'],
    ],
    theirs: [
      [
        '\nevaluate:',
        `${TUNE.replace('on: mnist', 'on: noisy.train').replace('copier(image))', 'copier(noisy))')}\nevaluate:`,
      ],
      [
        'add: {noisy: "clip(image + normal(0, 0.5), 0, 1)"}',
        'add: {noisy: "clip(image + normal(0, 0.5), 0, 1)", less: noisy * 0.5}',
      ],
    ],
    has: ['on: grainy.train', 'copier(grain))', 'less: grain * 0.5'],
    lacks: ['noisy'],
  },
  'rename of a phase': {
    ours: [
      ['  read:\n    train: reader', '  learn_to_read:\n    train: reader'],
      ['after: read', 'after: learn_to_read'],
    ],
    theirs: [['count: 12}\n', 'count: 12}\n  - curves: [read, draw]\n']],
    has: ['curves: [learn_to_read, draw]'],
  },
  'rename of a parameter': {
    ours: [
      ['width: 64', 'hidden: 64'],
      ['${width}', '${hidden}'],
    ],
    theirs: [
      ['Dense: 48', 'Dense: "${width - 16}"'],
      ['epochs: 1\n', 'epochs: 1\n    width: 32\n'],
    ],
    has: ['Dense: "${hidden - 16}"', '    hidden: 32'],
    lacks: ['width'],
  },
  'both rename the same': {
    ours: [...renamed('encoder', 'digit_encoder'), ['seed: 7', 'seed: 9']],
    theirs: [...renamed('encoder', 'digit_encoder'), ['width: 64', 'width: 32']],
    has: ['digit_encoder', 'seed: 9', 'width: 32'],
  },
  'each renames another thing': {
    ours: renamed('encoder', 'digit_encoder'),
    theirs: renamed('copier', 'copyist', renamed('head', 'classes')[0]![1]),
    has: ['copyist: digit_encoder -> decoder', 'reader: digit_encoder -> classes'],
  },
};

const CONFLICTS: Record<string, Case & { says: RegExp }> = {
  'the same phase name in two places': {
    ours: [['\nevaluate:', `${TUNE}\nevaluate:`]],
    theirs: [['plan:\n', `plan:\n${TUNE.replace('0.0001', '0.0002')}`]],
    says: /^plan\.tune: both add it/m,
  },
  'shapes that no longer fit': {
    ours: [['{Dense: 32, name: latent}', '{Dense: 24, name: latent}']],
    theirs: [['  head:\n    input: encoder', '  head:\n    input: [32]']],
    says: /head/,
  },
  'a selector that means another layer': {
    ours: [['      - Dropout: 0.2\n', '      - Dropout: 0.2\n      - Dense: 56\n']],
    theirs: [
      ['freeze: [{network: encoder, mode: weights}]', 'freeze: [encoder/dense_1]'],
      ['train: decoder', 'train: [decoder, encoder]'],
    ],
    says: /plan\.draw: a selector means other layers now: theirs does not train the Dense layer encoder\/dense_1/,
  },
  'a path of a profile that means another layer': {
    ours: [['      - Flatten\n', '      - Flatten\n      - Dropout: 0.1\n']],
    theirs: [['epochs: 1\n', 'epochs: 1\n    networks.encoder.layers.2.Dropout: 0.1\n']],
    says: /profiles\.quick: networks\.encoder\.layers\.2\.Dropout is another item/,
  },
  'the same argument': {
    ours: [['Dense: 48', 'Dense: 49']],
    theirs: [['Dense: 48', 'Dense: 50']],
    says: /networks\.encoder\.layers\.3\.Dense: ours 49, theirs 50; it was 48/,
  },
  'the same optimizer': {
    ours: [[`${READ_OPTIMIZER[0]}`, '    optimizer: {SGD: 0.1}\n    metrics']],
    theirs: [[`${READ_OPTIMIZER[0]}`, '    optimizer: RMSprop\n    metrics']],
    says: /plan\.read\.optimizer/,
  },
  "a parameter's default against its removal": {
    ours: [['width: 64', 'width: 128']],
    theirs: [
      ['  width: 64\n', ''],
      ['"${width}"', '64'],
    ],
    says: /params\.width: theirs removes it, ours changes it to 128/,
  },
  'a phase deleted against edited': {
    ours: [
      [phaseText('draw'), ''],
      ['    plan.draw.on.batch_size: 256\n', ''],
      ['\nreport:\n  - translations: {on: mnist.test, rows: [image, copier(image)], count: 12}\n', ''],
    ],
    theirs: [['{data: noisy, epochs: 2}', '{data: noisy, epochs: 4}']],
    says: /plan\.draw: ours removes it, theirs changes it/,
  },
  'an insertion at the same place': {
    ours: [['      - Dropout: 0.2\n', '      - Dropout: 0.2\n      - Dense: 56\n']],
    theirs: [['      - Dropout: 0.2\n', '      - Dropout: 0.2\n      - BatchNormalization\n']],
    says: /networks\.encoder\.layers: both change the list at one place: ours {Dense: 56}, theirs BatchNormalization/,
  },
  '`for` grown against unrolled': {
    ours: [['units: [64, 128]', 'units: [64, 128, 256]']],
    theirs: [
      [
        '      - for: {units: [64, 128]}\n        layers:\n          - Dense: {units: "${units}", activation: relu}\n',
        '      - Dense: {units: 64, activation: relu}\n      - Dense: {units: 128, activation: relu}\n',
      ],
    ],
    says: /networks\.decoder\.layers/,
  },
  'a deleted model against a new use': {
    ours: [
      ['  copier: encoder -> decoder\n', ''],
      ['copier(noisy)', 'decoder(encoder(noisy))'],
      ['rows: [image, copier(image)]', 'rows: [image, decoder(encoder(image))]'],
    ],
    theirs: [['\nevaluate:', `${TUNE}\nevaluate:`]],
    says: /copier/,
  },
  'one name for two things': {
    ours: renamed('encoder', 'digit_encoder'),
    theirs: renamed('encoder', 'number_encoder'),
    says: /networks\.digit_encoder: ours renames it to digit_encoder, theirs to number_encoder/,
  },
};

/** Edits that give something another name in BASE, wherever it stands. */
function renamed(from: string, to: string, text = BASE): Edit[] {
  return [[BASE, text.replace(new RegExp(`\\b${from}\\b(?!:\\s*[\\d"])`, 'g'), to)]];
}

function phaseText(name: string): string {
  return new RegExp(`(?:  #[^\\n]*\\n)?  ${name}:\\n(?:    .*\\n)+`).exec(BASE)![0];
}

const apply = (edits: readonly Edit[]): string => edited(BASE, ...edits);

describe('a clean merge', () => {
  it.each(Object.entries(CLEAN))('%s', (_, { ours, theirs, has = [], lacks = [] }) => {
    const [own, other] = [apply(ours), apply(theirs)];
    expect(programOf(own), 'ours is valid').toBeDefined();
    expect(programOf(other), 'theirs is valid').toBeDefined();
    const { result, other: swapped } = mergedBothWays(BASE, own, other);
    expect(result).toMatchObject({ clean: true, conflicts: [], diagnostics: [] });
    for (const part of has) expect(result.text).toContain(part);
    for (const part of lacks) expect(result.text).not.toContain(part);
    expect(meaningOf(result.text!)).toBeDefined();
    expect(swapped.clean).toBe(true);
    expect(meaningOf(swapped.text!)).toEqual(meaningOf(result.text!));
  });
});

describe('a renaming that is not the only change', () => {
  /** Renames the encoder in a base, and uses it in one more place. */
  function renamedAndUsed(base: string, was = ''): string {
    return edited(
      base.replace(/\bencoder\b/g, 'digit_encoder'),
      ['  digit_encoder:\n', `  digit_encoder:\n${was}`],
      ['  copier: ', '  again: digit_encoder -> head\n  copier: '],
    );
  }

  it.each([
    ['a layer that had another name', ['name: latent}', 'name: latent, was: middle}'], ''],
    ['a network that had another name', ['  encoder:\n', '  encoder:\n    was: first\n'], ''],
    ['a network whose renaming leads past the base', ['# the meeting', '# a meeting'], '    was: first\n'],
  ] as const)('is seen with %s', (_, edit, was) => {
    const base = edited(BASE, edit);
    const [own, other] = [renamedAndUsed(base, was), edited(base, ['Dropout: 0.2', 'Dropout: 0.5'])];
    const { result, other: swapped } = mergedBothWays(base, own, other);
    expect(result).toMatchObject({ clean: true, conflicts: [], diagnostics: [] });
    expect(result.text).toBe(edited(own, ['Dropout: 0.2', 'Dropout: 0.5']));
    expect(swapped.text).toBe(result.text);
  });

  it('is seen of a field that has its former name beside it', () => {
    const value = '"clip(image + normal(0, 0.5), 0, 1)"';
    const own = edited(
      BASE,
      [`add: {noisy: ${value}}`, `add: {grain: {value: ${value}, was: noisy}}`],
      ['copier(noisy)', 'copier(grain)'],
    );
    const other = edited(BASE, [`noisy: ${value}}`, `noisy: ${value}, less: noisy * 0.5}`]);
    const { result, other: swapped } = mergedBothWays(BASE, own, other);
    expect(result).toMatchObject({ clean: true, conflicts: [], diagnostics: [] });
    expect(result.text).toContain('less: grain * 0.5');
    expect(meaningOf(swapped.text!)).toEqual(meaningOf(result.text!));
  });
});

describe('a conflict', () => {
  it.each(Object.entries(CONFLICTS))('%s', (_, { ours, theirs, says }) => {
    const [own, other] = [apply(ours), apply(theirs)];
    expect(programOf(own), 'ours is valid').toBeDefined();
    expect(programOf(other), 'theirs is valid').toBeDefined();
    const { result, other: swapped } = mergedBothWays(BASE, own, other);
    expect(result.clean).toBe(false);
    expect(swapped.clean).toBe(false);
    const words = [
      ...result.conflicts.map(({ path, message }) => `${path}: ${message}`),
      ...result.diagnostics.map(({ message }) => message),
    ].join('\n');
    expect(words).toMatch(says);
    expect(result.text).toMatch(/^<<<<<<< ours/m);
    expect(result.text).toMatch(/^>>>>>>> theirs$/m);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { DataStep } from '../../../src/compiler/index.js';
import { DataError, openDataset, type ExampleSet } from '../../../src/runtime/data/index.js';
import {
  addSource,
  augmentation,
  declared,
  images,
  labels,
  madeUp,
  programOf,
  source,
} from './synthetic-sources.js';

type PairStep = Extract<DataStep, { step: 'pair' }>;

// Classes 0 and 1 on both sides; 2 only among the signs, 3 only among the digits.
const signClasses = [0, 1, 0, 1, 2];
const digitClasses = [0, 0, 0, 0, 0, 1, 1, 1, 1, 3, 3];
addSource('signs?', madeUp(signClasses, 3), declared(3));
addSource('digits?', madeUp(digitClasses, 4, 100), declared(4));
addSource('others?', madeUp([2, 2], 3), declared(3));

const silent = () => undefined;
const all = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

const pairing = (change: Partial<PairStep> = {}): PairStep => ({
  step: 'pair',
  stream: 'data/pairs/0',
  members: [
    { name: 'sign', dataset: 'moving' },
    { name: 'digit', dataset: 'digits' },
  ],
  by: 'label',
  repeat: 'sign',
  order: 'cycle',
  draw: 'once',
  ...change,
});

function pairs(change: Partial<PairStep> = {}, more: DataStep[] = [], seed = 7) {
  const moving: DataStep = {
    step: 'augment',
    stream: 'data/moving/1',
    draw: 'epoch',
    fields: { image: augmentation({ shift: [0.3, 0.3], rotate: 90 }) },
  };
  const program = programOf(
    {
      signs: { steps: [source('signs?')] },
      moving: { steps: [{ step: 'from', dataset: 'signs' }, moving] },
      digits: { steps: [source('digits?')], fields: declared(4).fields },
      others: { steps: [source('others?')] },
      pairs: {
        steps: [pairing(change), ...more],
        fields: { 'sign.image': images(2, 2, 3), 'digit.image': images(2, 2, 3) },
      },
    },
    seed,
  );
  return openDataset(program, 'pairs', {}, silent);
}

/** Two sides of 100 examples of each of four classes, in the order of the classes. */
addSource(
  'many?',
  madeUp(
    Array.from({ length: 400 }, (_, i) => Math.floor(i / 100)),
    4,
  ),
  declared(4),
);
const many = (change: Partial<PairStep>, seed: number) =>
  openDataset(
    programOf(
      {
        many: { steps: [source('many?')], fields: declared(4).fields },
        both: {
          steps: [
            pairing({
              repeat: 'a',
              ...change,
              members: ['a', 'b'].map((name) => ({ name, dataset: 'many' })),
            }),
          ],
          fields: { 'a.label': labels(4), 'b.label': labels(4) },
        },
      },
      seed,
    ),
    'both',
    {},
    silent,
  );

test('docs/language.md says how many pairs a class makes', async () => {
  addSource('180?', madeUp(Array<number>(180).fill(0), 3), declared(3));
  addSource('5923?', madeUp(Array<number>(5923).fill(0), 3), declared(3));
  const page = readFileSync(join(import.meta.dirname, '../../../docs/language.md'), 'utf8');
  const table = page.slice(page.indexOf('with 180 hands and 5,923 digits')).split('\n\n')[1]!;
  const rows = [...table.matchAll(/^\| (.*?) \| ([\d,]+) \|/gm)].map(([, how, pairs]) => [how, pairs]);
  const ways: [string, Partial<PairStep>][] = [
    ['not given', { repeat: null }],
    ['`hand`, a member', { repeat: 'hand' }],
    ['`shuffle`', { repeat: null, order: 'shuffle' }],
  ];
  const made = ways.map(async ([how, change]) => {
    const members = [
      { name: 'hand', dataset: 'hands' },
      { name: 'digit', dataset: 'digits' },
    ];
    const program = programOf({
      hands: { steps: [source('180?')] },
      digits: { steps: [source('5923?')] },
      both: { steps: [pairing({ ...change, members })], fields: { 'hand.label': labels(3) } },
    });
    const { examples } = (await openDataset(program, 'both', {}, silent)).split('train');
    return [how, examples.toLocaleString('en')];
  });
  expect(await Promise.all(made)).toEqual(rows);
});

const still = { members: [{ name: 'sign', dataset: 'signs' }, pairing().members[1]!] };

/** Indices of the examples that make up each pair, of a side that isn't augmented. */
function side(set: ExampleSet, member: string): number[] {
  const image = set.gather(all(set.examples), 0, [`${member}.image`])[`${member}.image`]!;
  return Array.from(all(set.examples), (i) => Math.round(image[i * 12]! * 255));
}

/** All pairs, [sign, digit], sorted by digit. */
const couples = (set: ExampleSet): number[][] => {
  const digits = side(set, 'digit');
  return side(set, 'sign')
    .map((sign, at) => [sign, digits[at]!])
    .sort((a, b) => a[1]! - b[1]! || a[0]! - b[0]!);
};
const signs = (set: ExampleSet) => couples(set).map(([sign]) => sign);
const digits = (set: ExampleSet) => couples(set).map(([, digit]) => digit);

describe('pairs', () => {
  test('are made of whole passes over the side that repeats, class by class, each digit once', async () => {
    const set = (await pairs(still)).split('train');
    // Five digits of class 0 make two passes over the two signs of class 0; so do four of class 1.
    expect(signs(set)).toEqual([0, 2, 0, 2, 1, 3, 1, 3]);
    expect(digits(set)).toEqual([100, 101, 102, 103, 105, 106, 107, 108]);
  });

  test('come in an order that does not follow the class, by the seed alone', async () => {
    for (const change of [{}, { repeat: null }, { repeat: null, order: 'shuffle' }] as const) {
      const order = async (seed: number) => {
        const { fields, gather, examples } = (await many({ ...change }, seed)).split('train');
        expect(fields['a.label']!.shape).toEqual([4]);
        const rows = gather(all(examples), 0, ['a.label', 'b.label']);
        expect(rows['a.label']).toEqual(rows['b.label']);
        return Array.from(all(examples), (i) => rows['a.label']!.subarray(4 * i, 4 * i + 4).indexOf(1));
      };
      const classes = await order(7);
      expect(classes.length).toBe(400);
      // Neighbours of one class: a quarter of them in random order (4 standard deviations are .09), all in class order.
      const alike = classes.filter((label, at) => label === classes[at + 1]).length / 399;
      expect(alike).toBeGreaterThan(0.16);
      expect(alike).toBeLessThan(0.34);
      expect(await order(7)).toEqual(classes);
      expect(await order(8)).not.toEqual(classes);
    }
  });

  test('have another hash with another seed, since the order is part of what is seen', async () => {
    const hashes = await Promise.all([7, 8].map(async (seed) => (await pairs(still, [], seed)).hash));
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  test('come once each where there are too few for one pass', async () => {
    const set = (await pairs({ ...still, repeat: 'digit' })).split('train');
    expect(signs(set)).toEqual([0, 2, 1, 3]);
    expect(digits(set)).toEqual([100, 101, 105, 106]);
  });

  test('come without repetition where nothing repeats', async () => {
    const set = (await pairs({ ...still, repeat: null })).split('train');
    expect(signs(set)).toEqual([0, 2, 1, 3]);
    expect(digits(set)).toEqual([100, 101, 105, 106]);
  });

  test('shuffled, use up the longer side, and each pass over the shorter has all of it', async () => {
    const set = (await pairs({ ...still, repeat: null, order: 'shuffle' })).split('train');
    expect(digits(set)).toEqual([100, 101, 102, 103, 104, 105, 106, 107, 108]);
    const times = (sign: number) => side(set, 'sign').filter((one) => one === sign).length;
    expect([times(0), times(2)].sort()).toEqual([2, 3]);
    expect([times(1), times(3)]).toEqual([2, 2]);
    const other = (await pairs({ ...still, repeat: null, order: 'shuffle' }, [], 8)).split('train');
    expect(couples(other)).not.toEqual(couples(set));
  });

  test('have the fields of both sides, each with the classes that it has', async () => {
    const set = (await pairs()).split('train');
    expect(Object.keys(set.fields).sort()).toEqual([
      'digit.image',
      'digit.label',
      'sign.image',
      'sign.label',
    ]);
    const [zero, one] = [101, 106].map((digit) => side(set, 'digit').indexOf(digit));
    const both = set.gather([zero!, one!], 0, ['sign.label', 'digit.label']);
    expect(both['sign.label']).toEqual(Float32Array.from([1, 0, 0, 0, 1, 0]));
    expect(both['digit.label']).toEqual(Float32Array.from([1, 0, 0, 0, 0, 1, 0, 0]));
  });

  test('are made for each split that all sides have', async () => {
    const dataset = await pairs(still);
    expect(signs(dataset.split('test'))).toEqual([5, 7, 5, 7, 6, 8, 6, 8]);
  });

  test('need a class in common', async () => {
    const dataset = await pairs({ members: [{ name: 'sign', dataset: 'others' }, pairing().members[1]!] });
    expect(() => dataset.split('train')).toThrow(DataError);
    expect(() => dataset.split('train')).toThrow(/pairs has no pairs: its members share no class of label/);
  });

  test('can be divided', async () => {
    const dataset = await pairs(still, [
      { step: 'split', stream: 'data/parts/1', parts: { train: 0.75, test: 0.25 }, of: 'train' },
    ]);
    const [train, held] = ['train', 'test'].map((split) => side(dataset.split(split), 'digit'));
    expect([train!.length, held!.length]).toEqual([6, 2]);
    expect([...train!, ...held!].sort()).toEqual([100, 101, 102, 103, 105, 106, 107, 108]);
    // The sides still match.
    const theirs = side(dataset.split('train'), 'sign');
    train!.forEach((digit, i) => expect(theirs[i]! % 2).toBe(digit < 105 ? 0 : 1));
  });
});

describe('draws of pairs', () => {
  const pictures = (set: ExampleSet, epoch: number) => {
    const image = set.gather(all(set.examples), epoch, ['sign.image'])['sign.image']!;
    return Array.from(all(set.examples), (i) => image.slice(i * 12, i * 12 + 12).join());
  };

  test('drawn once, the same in all epochs, one for each time that a sign comes', async () => {
    const set = (await pairs()).split('train');
    expect(set.varies('sign.image')).toBe(false);
    expect(pictures(set, 4)).toEqual(pictures(set, 0));
    expect(new Set(pictures(set, 0)).size).toBe(8);
  });

  test('drawn each epoch, never the same', async () => {
    const set = (await pairs({ draw: 'epoch' })).split('train');
    expect(set.varies('sign.image')).toBe(true);
    expect(set.varies('digit.image')).toBe(false);
    const seen = [0, 1, 2].flatMap((epoch) => pictures(set, epoch));
    expect(new Set(seen).size).toBe(24);
  });

  test('keys are those of the side, one for each pair', async () => {
    for (const draw of ['once', 'epoch'] as const) {
      const set = (await pairs({ draw })).split('train');
      const keys = (every: 'once' | 'epoch', epoch: number, member?: string) =>
        Array.from(all(8), (pair) => set.drawKey(pair, epoch, every, member));
      for (const member of ['sign', 'digit', undefined]) {
        expect(new Set(keys('once', 0, member)).size).toBe(8);
        expect(keys('once', 3, member)).toEqual(keys('once', 0, member));
      }
      const seen = [0, 1, 2].flatMap((epoch) => keys('epoch', epoch, 'sign'));
      expect(new Set(seen).size).toBe(draw === 'epoch' ? 24 : 8);
    }
  });

  test('of a side that comes once, are those that it has outside of pairs', async () => {
    const set = (await pairs()).split('train');
    const own = await openDataset(
      programOf({ digits: { steps: [source('digits?')], fields: declared(4).fields } }),
      'digits',
      {},
      silent,
    );
    const pair = side(set, 'digit').indexOf(106);
    expect(set.drawKey(pair, 0, 'once', 'digit')).toBe(own.split('train').drawKey(6, 0, 'once'));
  });
});

const directory = process.env.LAGRAPH_DATA;
const real = directory !== undefined && existsSync(`${directory}/signs`);

test.runIf(real)(
  'MNIST and SIGNS make 35,640 pairs, four fifths for training (needs LAGRAPH_DATA)',
  async () => {
    const mnist = { image: images(28, 28, 1), label: labels(10) };
    const signs = { image: images(64, 64, 3), label: labels(6) };
    const program = programOf({
      digits: { steps: [source('mnist')], fields: mnist },
      moving: { steps: [source('signs')], fields: signs },
      pairs: {
        steps: [
          pairing(),
          { step: 'split', stream: 'data/parts/1', parts: { train: 0.8, test: 0.2 }, of: 'train' },
        ],
        fields: { 'sign.image': signs.image, 'digit.image': mnist.image },
      },
    });
    const dataset = await openDataset(program, 'pairs', { directory }, silent);
    expect([dataset.split('train').examples, dataset.split('test').examples]).toEqual([28_512, 7_128]);
  },
);

import { describe, expect, test } from 'vitest';
import type { DataStep } from '../../../src/compiler/index.js';
import { openDataset, type ExampleSet } from '../../../src/runtime/data/index.js';
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

addSource('seven?', madeUp([0, 1, 0, 1, 2, 2, 0], 3), declared(3));
addSource('three?', madeUp([2, 0, 1], 3, 100), declared(3));

const silent = () => undefined;
const fields = { 'a.image': images(2, 2, 3), 'b.image': images(2, 2, 3), 'b.label': labels(3) };

async function pairs(change: Partial<PairStep>, [a, b] = ['seven', 'three'], seed = 7): Promise<ExampleSet> {
  const moving: DataStep = {
    step: 'augment',
    stream: 'data/moving/1',
    draw: 'epoch',
    fields: { image: augmentation({ shift: [0.3, 0.3], rotate: 90 }) },
  };
  const step: PairStep = {
    step: 'pair',
    stream: 'data/pairs/0',
    members: [
      { name: 'a', dataset: a! },
      { name: 'b', dataset: b! },
    ],
    by: null,
    repeat: null,
    order: 'cycle',
    draw: 'epoch',
    ...change,
  };
  const program = programOf(
    {
      seven: { steps: [source('seven?')], fields: declared(3).fields },
      three: { steps: [source('three?')], fields: declared(3).fields },
      moving: { steps: [{ step: 'from', dataset: 'seven' }, moving] },
      pairs: { steps: [step], fields },
    },
    seed,
  );
  return (await openDataset(program, 'pairs', {}, silent)).split('train');
}

const all = ({ examples }: ExampleSet) => Int32Array.from({ length: examples }, (_, i) => i);
/** The first byte of an example's image tells which one it is. */
const numbers = (set: ExampleSet, field: string, epoch: number, rows = all(set)): number[] => {
  const values = set.gather(rows, epoch, [field])[field]!;
  return Array.from(rows, (_, i) => Math.round(values[i * 12]! * 255));
};
const sorted = (of: number[]) => [...of].sort((x, y) => x - y);
const seven = [0, 1, 2, 3, 4, 5, 6];

describe('pairs by row', () => {
  test('have example i of each member, in every epoch', async () => {
    const set = await pairs({ join: 'row' }, ['seven', 'seven']);
    for (const epoch of [0, 3]) {
      expect(numbers(set, 'a.image', epoch)).toEqual(seven);
      expect(numbers(set, 'b.image', epoch)).toEqual(seven);
    }
    expect(set.varies('a.image')).toBe(false);
  });

  test('are views, each with draws of its own, which are made anew in every epoch unless they are made once', async () => {
    const gather = (set: ExampleSet, epoch: number) => set.gather(all(set), epoch, ['a.image', 'b.image']);
    const set = await pairs({ join: 'row' }, ['moving', 'seven']);
    const [first, second] = [gather(set, 0), gather(set, 1)];
    expect(first['a.image']).not.toEqual(first['b.image']);
    expect(first['a.image']).not.toEqual(second['a.image']);
    expect(first['b.image']).toEqual(second['b.image']);
    const once = await pairs({ join: 'row', draw: 'once' }, ['moving', 'seven']);
    expect(gather(once, 0)).toEqual(gather(once, 1));
  });

  test('of one data set twice are two views', async () => {
    for (const draw of ['epoch', 'once'] as const) {
      const set = await pairs({ join: 'row', draw }, ['moving', 'moving']);
      const seen = [0, 1].flatMap((epoch) => {
        const { 'a.image': a, 'b.image': b } = set.gather(all(set), epoch, ['a.image', 'b.image']);
        return [String(a), String(b)];
      });
      expect(new Set(seen).size).toBe(draw === 'once' ? 2 : 4);
      const keys = ['a', 'b'].map((member) => set.drawKey(3, 1, 'once', member));
      expect(keys[0]).not.toBe(keys[1]);
    }
  });

  test('need as many examples in each member', async () => {
    await expect(pairs({ join: 'row' })).rejects.toThrow(
      'Pairs by row need as many examples in each member: a (seven) has 7, b (three) has 3.',
    );
  });
});

describe('pairs of nothing in common', () => {
  test('go over the longest once, and over shorter ones again, in other orders in every epoch', async () => {
    const set = await pairs({ join: 'independent', length: 'longest' });
    expect(set.examples).toBe(7);
    const orders = [0, 1, 2].map((epoch) => numbers(set, 'a.image', epoch));
    for (const order of orders) expect(sorted(order)).toEqual(seven);
    expect(new Set(orders.map(String)).size).toBe(3);
    for (const epoch of [0, 1]) {
      const short = numbers(set, 'b.image', epoch);
      expect(sorted(short.slice(0, 3))).toEqual([100, 101, 102]);
      expect(sorted(short.slice(3, 6))).toEqual([100, 101, 102]);
    }
    // The same again, whatever was read in between.
    expect(numbers(set, 'a.image', 0)).toEqual(orders[0]);
    expect(numbers(set, 'a.image', 1, Int32Array.of(4, 2))).toEqual([orders[1]![4], orders[1]![2]]);
  });

  test('of the length of the shortest, or of a member, leave out others in every epoch', async () => {
    for (const length of ['shortest', { member: 'b' }] as const) {
      const set = await pairs({ join: 'independent', length });
      expect(set.examples).toBe(3);
      const seen = new Set(Array.from({ length: 12 }, (_, epoch) => numbers(set, 'a.image', epoch)).flat());
      expect(seen.size).toBe(7);
    }
  });

  test('stay as they are with draw: once, and then know their classes', async () => {
    const set = await pairs({ join: 'independent', length: 'longest', draw: 'once' });
    expect(numbers(set, 'a.image', 5)).toEqual(numbers(set, 'a.image', 0));
    expect(set.varies('a.image')).toBe(false);
    const anew = await pairs({ join: 'independent', length: 'longest' });
    expect(anew.varies('a.image')).toBe(true);
    expect(numbers(anew, 'a.image', 0)).toEqual(numbers(set, 'a.image', 0));
  });

  test('have labels that belong to the images beside them', async () => {
    const set = await pairs({ join: 'independent', length: 'longest' });
    for (const epoch of [0, 4]) {
      const label = set.gather(all(set), epoch, ['b.label'])['b.label']!;
      numbers(set, 'b.image', epoch).forEach((number, i) => {
        expect(label.slice(i * 3, i * 3 + 3).indexOf(1)).toBe([2, 0, 1][number - 100]);
      });
    }
  });

  test('are others with another seed', async () => {
    const [one, two] = [
      await pairs({ join: 'independent' }),
      await pairs({ join: 'independent' }, undefined, 8),
    ];
    expect(numbers(one, 'a.image', 0)).not.toEqual(numbers(two, 'a.image', 0));
  });
});

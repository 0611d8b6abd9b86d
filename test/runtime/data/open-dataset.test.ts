import { describe, expect, test } from 'vitest';

import type { DataStep } from '../../../src/compiler/index.js';
import { DataError, openDataset } from '../../../src/runtime/data/index.js';
import type { LoadedSource } from '../../../src/vocabulary/index.js';
import {
  addSource,
  augmentation,
  byteOf,
  declared,
  images,
  labels,
  madeUp,
  programOf,
  source,
} from './synthetic-sources.js';

const classes = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0];
addSource('small', madeUp(classes, 3), declared(3));
addSource('simulator', madeUp([0, 1, 2], 3, 100), declared(3), true);
addSource('absent', 'Nothing is there.', declared(3));

const silent = () => undefined;
const all = (n: number) => Int32Array.from({ length: n }, (_, i) => i);
const opened = (
  steps: DataStep[],
  { seed = 7, name = 'one' }: { seed?: number; name?: string } = {},
): ReturnType<typeof openDataset> => openDataset(programOf({ [name]: { steps } }, seed), name, {}, silent);

describe('a source', () => {
  test('gives images in 0..1 and labels as one-hot rows, in the order asked for', async () => {
    const set = (await opened([source('small')])).split('train');
    expect(set.examples).toBe(10);
    const batch = set.gather([4, 0, 4], 0, ['image', 'label']);
    expect(batch.image).toEqual(
      Float32Array.from({ length: 36 }, (_, i) => byteOf([4, 0, 4][Math.floor(i / 12)]!, i % 12) / 255),
    );
    expect(batch.label).toEqual(Float32Array.from([0, 1, 0, 1, 0, 0, 0, 1, 0]));
  });

  test('makes only the fields that are asked for', async () => {
    const set = (await opened([source('small')])).split('test');
    expect(Object.keys(set.gather([1], 0, ['label']))).toEqual(['label']);
    expect(Object.keys(set.fields)).toEqual(['image', 'label']);
    expect(set.varies('image')).toBe(false);
  });

  test('may hold other numbers than bytes', async () => {
    const columns = {
      value: { data: Float32Array.from([0.5, -1.5, 2.5, 3.5]), shape: [2], scale: 1 },
      count: { data: Int32Array.from([7, -8]), shape: [], scale: 1 },
    };
    const fields = {
      value: { shape: [2], dtype: 'float32', role: 'value' },
      count: { shape: [], dtype: 'int32', role: 'value' },
    } as const;
    const loaded: LoadedSource = {
      splits: { train: { examples: 2, columns } },
      hash: 'h',
      origin: 'o',
      simulated: false,
    };
    addSource('numbers', loaded, { fields, splits: { train: { examples: 2 } } });
    const program = programOf({ one: { steps: [source('numbers')], fields } });
    const set = (await openDataset(program, 'one', {}, silent)).split('train');
    expect(set.gather([1, 0], 0, ['value', 'count'])).toEqual({
      value: Float32Array.from([2.5, 3.5, 0.5, -1.5]),
      count: Int32Array.from([-8, 7]),
    });
  });

  test('is read once for all data sets of a program', async () => {
    const count = addSource('counted', madeUp(classes, 3), declared(3));
    const program = programOf({
      one: { steps: [source('counted')] },
      two: { steps: [{ step: 'from', dataset: 'one' }] },
      three: { steps: [source('counted')] },
    });
    for (const name of ['one', 'two', 'three']) await openDataset(program, name, {}, silent);
    expect(count.loads).toBe(1);
  });
});

describe('what stands in for a source', () => {
  test('is said in a notice, and is marked as simulated', async () => {
    const notices: string[] = [];
    const program = programOf({
      one: { steps: [source('absent', 'simulator')] },
      two: { steps: [{ step: 'from', dataset: 'one' }] },
    });
    const dataset = await openDataset(program, 'two', {}, (notice) => notices.push(notice));
    expect(dataset).toMatchObject({ simulated: true, origin: 'made up from 100' });
    expect(dataset.split('train').examples).toBe(3);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/ABSENT CAN'T BE HAD.*simulator.*SIMULATED.*Nothing is there\./);
  });

  test('is not asked where the source is there', async () => {
    const dataset = await opened([source('small', 'simulator')]);
    expect(dataset).toMatchObject({ simulated: false, origin: 'made up from 0' });
  });

  test('is a problem where it is not there either, or not allowed', async () => {
    await expect(opened([source('absent')])).rejects.toThrow(DataError);
    await expect(opened([source('absent', 'absent')])).rejects.toThrow(/neither absent nor absent/);
  });

  test('must have the same fields', async () => {
    addSource('wider', madeUp([0, 1, 2, 3], 4), declared(4), true);
    await expect(opened([source('absent', 'wider')])).rejects.toThrow(
      /wider, which stands in for absent of one, .*label is \[4\] in train, not \[3\]/,
    );
  });
});

describe('a source that is not as declared is refused', () => {
  const small = madeUp(classes, 3);
  const { train } = small.splits as { train: NonNullable<LoadedSource['splits'][string]> };
  const withTrain = (change: Partial<typeof train>): LoadedSource => ({
    ...small,
    splits: { ...small.splits, train: { ...train, ...change } },
  });
  const { image, label } = train.columns;

  test.each<[string, LoadedSource, RegExp]>([
    ['a split', { ...small, splits: { train } }, /no split named test/],
    ['nothing', withTrain({ examples: 0 }), /its split train is empty/],
    ['a field', withTrain({ columns: { image: image! } }), /no field named label in train/],
    [
      'a shape',
      withTrain({ columns: { label: label!, image: { ...image!, shape: [4, 1, 3] } } }),
      /image is \[4, 1, 3\] in train, not \[2, 2, 3\]/,
    ],
    ['a count', withTrain({ examples: 9 }), /image has 120 numbers in train, not 108/],
    [
      'a class',
      withTrain({
        columns: { image: image!, label: { ...label!, data: train.columns.label!.data.map(() => 3) } },
      }),
      /label has the class 3 in train, and the last class is 2/,
    ],
  ])('%s', async (what, loaded, message) => {
    addSource(`wrong in ${what}`, loaded, declared(3));
    const opening = opened([source(`wrong in ${what}`)]);
    await expect(opening).rejects.toThrow(DataError);
    await expect(opening).rejects.toThrow(message);
  });

  test('or has another number of examples', async () => {
    addSource('fewer', small, {
      ...declared(3),
      splits: { train: { examples: 11 }, test: { examples: 10 } },
    });
    await expect(opened([source('fewer')])).rejects.toThrow(/train has 10 examples, not 11/);
  });

  test('and so is what steps made of it, when it is used', async () => {
    const fields = { image: images(2, 2, 1), label: labels(3) };
    const program = programOf({ one: { steps: [source('small')], fields } });
    const dataset = await openDataset(program, 'one', {}, silent);
    expect(() => dataset.split('train')).toThrow(/image of one is \[2, 2, 3\], .* \[2, 2, 1\]/);
  });
});

describe('keys', () => {
  test('are unique for examples of all splits, and for epochs where asked', async () => {
    const dataset = await opened([source('small')]);
    const keys = (every: 'once' | 'epoch', epoch: number) =>
      ['train', 'test'].flatMap((split) =>
        Array.from(all(10), (example) => dataset.split(split).drawKey(example, epoch, every)),
      );
    expect(new Set(keys('once', 0)).size).toBe(20);
    expect(keys('once', 5)).toEqual(keys('once', 0));
    expect(new Set([0, 1, 2].flatMap((epoch) => keys('epoch', epoch))).size).toBe(60);
  });
});

describe('augmentation', () => {
  const shaken = (draw: 'once' | 'epoch', stream = 'data/moving/1'): DataStep[] => [
    source('small'),
    {
      step: 'augment',
      stream,
      draw,
      fields: { image: augmentation({ shift: [0.3, 0.3], rotate: 90 }) },
    },
  ];

  test('differs from epoch to epoch, or is drawn once', async () => {
    for (const draw of ['once', 'epoch'] as const) {
      const set = (await opened(shaken(draw))).split('train');
      const [first, second] = [0, 1].map((epoch) => set.gather(all(10), epoch, ['image']).image);
      expect(first).not.toEqual(
        (await opened([source('small')])).split('train').gather(all(10), 0, ['image']).image,
      );
      if (draw === 'once') expect(second).toEqual(first);
      else expect(second).not.toEqual(first);
      expect(set.varies('image')).toBe(draw === 'epoch');
      expect(set.varies('label')).toBe(false);
    }
  });

  test('belongs to the example: it is the same in whatever batch the example comes', async () => {
    const set = (await opened(shaken('epoch'))).split('train');
    const whole = set.gather(all(10), 3, ['image']).image!;
    for (const order of [[7], [9, 2, 2, 0], [3, 4, 5, 6, 7, 8]]) {
      const batch = set.gather(order, 3, ['image']).image!;
      order.forEach((example, i) => {
        expect(batch.slice(i * 12, i * 12 + 12)).toEqual(whole.slice(example * 12, example * 12 + 12));
      });
    }
  });

  test('is another for another seed and another stream, whatever the name of the data set', async () => {
    const pictures = async (which: { seed?: number; name?: string; stream?: string }) =>
      (await opened(shaken('epoch', which.stream), which)).split('train').gather(all(10), 0, ['image']).image;
    const first = await pictures({});
    expect(await pictures({})).toEqual(first);
    expect(await pictures({ seed: 8 })).not.toEqual(first);
    expect(await pictures({ stream: 'data/two/1' })).not.toEqual(first);
    expect(await pictures({ name: 'two' })).toEqual(first);
  });
});

describe('division', () => {
  const halves: DataStep = {
    step: 'split',
    stream: 'data/parts/1',
    parts: { train: 0.6, held: 0.3 },
    of: 'train',
  };
  const examplesOf = async (seed: number) => {
    const dataset = await opened([source('small'), halves], { seed });
    return ['train', 'held', 'test'].map((split) => {
      const set = dataset.split(split);
      const { image } = set.gather(all(set.examples), 0, ['image']);
      return Array.from(all(set.examples), (i) => Math.round(image![i * 12]! * 255));
    });
  };

  test('gives each example to one part, by share; other splits stay', async () => {
    const [train, held, test] = await examplesOf(7);
    expect([train!.length, held!.length]).toEqual([6, 3]);
    expect(new Set([...train!, ...held!]).size).toBe(9);
    expect(test).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  test('depends on the seed alone', async () => {
    expect(await examplesOf(7)).toEqual(await examplesOf(7));
    expect(await examplesOf(8)).not.toEqual(await examplesOf(7));
  });

  test('leaves no example out where the shares make 1', async () => {
    const parts = { a: 0.7, b: 0.1, c: 0.2 };
    const dataset = await opened([
      source('small'),
      { step: 'split', stream: 'data/parts/1', parts, of: 'test' },
    ]);
    expect(['a', 'b', 'c'].map((part) => dataset.split(part).examples)).toEqual([7, 1, 2]);
  });

  test('keeps the keys, so that an example keeps its draws', async () => {
    const whole = (await opened([source('small')])).split('train');
    const part = (await opened([source('small'), halves])).split('held');
    const keys = Array.from(all(10), (example) => whole.drawKey(example, 2, 'epoch'));
    const kept = Array.from(all(3), (example) => part.drawKey(example, 2, 'epoch'));
    expect(keys).toEqual(expect.arrayContaining(kept));
    expect(new Set(kept).size).toBe(3);
  });
});

describe('the hash', () => {
  const hash = async (steps: DataStep[], which: { seed?: number; name?: string } = {}) =>
    (await opened(steps, which)).hash;
  const turned = (rotate: number, stream = 'data/moving/1'): DataStep => ({
    step: 'augment',
    stream,
    draw: 'epoch',
    fields: { image: augmentation({ rotate }) },
  });
  const added = (range: boolean): DataStep => ({
    step: 'add',
    draw: 'once',
    fields: [{ name: 'noisy', wire: 0, type: images(2, 2, 3) }],
    wires: [
      {
        op: 'field',
        name: 'image',
        type: { shape: [null, 2, 2, 3], dtype: 'float32' },
        ...(range ? { range: { file: 'a.yaml', start: 3, end: 4 } as never } : {}),
      },
    ],
  });

  test('is another for other bytes, other steps and other draws', async () => {
    const hashes = await Promise.all([
      hash([source('small')]),
      hash([source('simulator')]),
      hash([source('small'), turned(20)]),
      hash([source('small'), turned(30)]),
      hash([source('small'), turned(30)], { seed: 8 }),
      hash([source('small'), turned(30, 'data/two/1')]),
      hash([source('small'), added(false)]),
      hash([
        source('small'),
        { step: 'split', stream: 'data/parts/1', parts: { train: 0.5, test: 0.5 }, of: 'train' },
      ]),
    ]);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes.every((one) => /^[0-9a-f]{64}$/.test(one))).toBe(true);
  });

  test('is the same for the same meaning', async () => {
    // Nothing is drawn, so neither the seed nor the name nor the place in the file matters.
    expect(await hash([source('small')], { seed: 8, name: 'two' })).toBe(await hash([source('small')]));
    expect(await hash([source('small'), added(true)])).toBe(await hash([source('small'), added(false)]));
    // A source or its fallback: only the data that was read counts.
    expect(await hash([source('small', 'simulator')])).toBe(await hash([source('small')]));
    expect(await hash([source('absent', 'simulator')])).toBe(await hash([source('simulator')]));
  });
});

test('added fields are left to the step', async () => {
  const fields = { ...declared(3).fields, noisy: images(2, 2, 3) };
  const add: DataStep = {
    step: 'add',
    draw: 'once',
    fields: [{ name: 'noisy', wire: 0, type: images(2, 2, 3) }],
    wires: [],
  };
  const program = programOf({ one: { steps: [source('small'), add], fields } });
  const set = (await openDataset(program, 'one', {}, silent)).split('train');
  expect(Object.keys(set.fields)).toEqual(['image', 'label']);
});

/** Files of arrays as NumPy, h5py and safetensors write them: test/fixtures/data-files/make.py. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileContentError, withArrayFile, type ArrayFormat } from '../../src/file-formats/index.js';

const bytesOf = (name: string) => readFileSync(new URL(`../fixtures/data-files/${name}`, import.meta.url));
const expected = JSON.parse(bytesOf('expected.json').toString()) as {
  kinds: Record<string, { shape: number[]; values: (number | string | boolean)[] }>;
  values: number[];
  pictures: Record<string, number[]>;
};

const read = (format: ArrayFormat, file: string, name: string, bytes: Uint8Array = bytesOf(file)) =>
  withArrayFile(format, bytes, file, (opened) => opened.read(name));
const namesOf = (format: ArrayFormat, file: string) =>
  withArrayFile(format, bytesOf(file), file, async ({ names }) => names);

const refusal = (...of: Parameters<typeof read>): Promise<string> =>
  read(...of).then(
    () => 'it was read',
    (error: Error) => {
      expect(error, error.stack).toBeInstanceOf(FileContentError);
      return error.message;
    },
  );

/** As float32 has it, if it is a number. */
const narrowed = (value: number | string | boolean) =>
  typeof value === 'string' ? value : Math.fround(Number(value));

describe('arrays of NumPy', () => {
  it.each(Object.keys(expected.kinds))('of every type and order: %s', async (name) => {
    const { shape, data } = await read('npz', 'kinds.npz', name);
    expect(shape).toEqual(expected.kinds[name]!.shape);
    const values = Array.from<number | string>(data as ArrayLike<number | string>);
    expect(values.map(narrowed)).toEqual(expected.kinds[name]!.values.map(narrowed));
  });

  it('stay bytes, and become whole numbers of 32 bits where they fit', async () => {
    expect((await read('npz', 'pictures.npz', 'x_train')).data).toEqual(
      Uint8Array.from(expected.pictures.x_train!),
    );
    expect((await read('npz', 'kinds.npz', 'long')).data).toBeInstanceOf(Int32Array);
    expect((await read('npz', 'kinds.npz', 'unsigned')).data).toBeInstanceOf(Int32Array);
    expect((await read('npz', 'kinds.npz', 'far')).data).toBeInstanceOf(Float32Array);
  });

  it('may be packed', async () => {
    expect(await namesOf('npz', 'pictures-packed.npz')).toEqual(['x_train', 'y_train', 'x_test', 'y_test']);
    const [packed, plain] = await Promise.all(
      ['pictures-packed.npz', 'pictures.npz'].map((file) => read('npz', file, 'x_train')),
    );
    expect(packed).toEqual(plain);
  });

  it('alone are files', async () => {
    const { shape, data, type } = await read('npy', 'words.npy', 'array');
    expect({ shape, data, type }).toEqual({
      shape: [6],
      data: ['cat', 'dog', 'cat', 'emu', 'dog', 'cat'],
      type: 'str',
    });
  });

  it('of other things are refused, with what to do', async () => {
    expect(await refusal('npy', 'objects.npy', 'array')).toBe(
      'objects.npy holds Python objects (pickle), which are not read: save numbers, or texts by array.astype(str).',
    );
    expect(await refusal('npz', 'pictures.npz', 'x_trian')).toBe(
      'pictures.npz has no array x_trian; it has x_train, y_train, x_test, y_test. Did you mean x_train?',
    );
    expect(await refusal('npz', 'people.csv', 'x')).toMatch(
      /^people\.csv is no archive of NumPy \(\.npz\): /,
    );
    expect(await refusal('npy', 'people.csv', 'array')).toBe(
      'people.csv is no array of NumPy (.npy). Put a good copy in its place.',
    );
  });
});

describe('HDF5 files of h5py', () => {
  it('have datasets in groups, by their paths', async () => {
    expect(await namesOf('hdf5', 'arrays.h5')).toEqual(
      expect.arrayContaining(['images', 'labels/numbers', 'labels/words', 'packed']),
    );
    expect((await read('hdf5', 'arrays.h5', 'labels/numbers')).data).toEqual(Int32Array.of(0, 2, 1, 2, 0, 1));
  });

  it.each(['labels/words', 'labels/fixed'])('hold texts: %s', async (name) => {
    const { data, type } = await read('hdf5', 'arrays.h5', name);
    expect([type, data]).toEqual(['str', ['cat', 'dog', 'cat', 'emu', 'dog', 'cat']]);
  });

  it.each(['packed', 'big_endian'])('hold numbers: %s', async (name) => {
    const { shape, data } = await read('hdf5', 'arrays.h5', name);
    expect(shape).toEqual([5, 2, 3]);
    expect(data).toEqual(Float32Array.from(expected.values));
  });

  it('hold truths and single numbers', async () => {
    expect(Array.from((await read('hdf5', 'arrays.h5', 'truth')).data as Uint8Array)).toEqual(
      expected.kinds.truth!.values.map(Number),
    );
    expect(await read('hdf5', 'arrays.h5', 'one')).toEqual({
      shape: [],
      type: 'float64',
      data: Float32Array.of(3.5),
    });
  });

  it('with tables and half floats are refused by name', async () => {
    for (const [name, type] of [
      ['table', 'a table (compound)'],
      ['half', 'float16'],
    ] as const) {
      expect(await refusal('hdf5', 'arrays.h5', name)).toBe(
        `arrays.h5: ${name} is of the type ${type}, which is not read; save it as numbers (float32, or whole ones) or texts.`,
      );
    }
  });
});

describe('safetensors', () => {
  it('hold numbers of every width', async () => {
    expect((await read('safetensors', 'arrays.safetensors', 'double')).data).toEqual(
      Float32Array.from(expected.values),
    );
    expect(
      Array.from((await read('safetensors', 'arrays.safetensors', 'half')).data as Float32Array),
    ).toEqual(expected.kinds.half!.values);
    expect(await read('safetensors', 'arrays.safetensors', 'classes')).toEqual({
      shape: [4],
      type: 'int64',
      data: Int32Array.of(0, 1, 2, 1),
    });
  });
});

describe('damaged files of arrays', () => {
  const files: [ArrayFormat, string, string][] = [
    ['npy', 'images.npy', 'array'],
    ['npz', 'pictures-packed.npz', 'x_train'],
    ['hdf5', 'arrays.h5', 'images'],
    ['safetensors', 'arrays.safetensors', 'colours'],
  ];
  it.each(files)(
    '%s: cut off anywhere or with any byte changed, they are read or refused by name',
    async (format, file, name) => {
      const whole = bytesOf(file);
      await fc.assert(
        fc.asyncProperty(
          fc.nat(whole.length - 1),
          fc.integer({ min: 1, max: 255 }),
          fc.boolean(),
          async (at, change, isCut) => {
            const bytes = isCut ? whole.subarray(0, at) : Uint8Array.from(whole);
            if (!isCut) bytes[at]! ^= change;
            const told = await refusal(format, file, name, bytes);
            if (told !== 'it was read') expect(told.startsWith(file)).toBe(true);
          },
        ),
        { seed: 11, numRuns: 150 },
      );
    },
  );
});

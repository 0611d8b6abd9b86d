import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsvExamples } from '../../../src/cli/commands/apply/inputs/read-csv.js';
import { readJsonExamples } from '../../../src/cli/commands/apply/inputs/read-json.js';
import { readNumpyExamples } from '../../../src/cli/commands/apply/inputs/read-npz.js';
import { encodeNpy } from '../../../src/cli/commands/apply/inputs/npy.js';
import { decodeNpy } from '../../../src/file-formats/index.js';
import { zipArchive } from '../../../src/cli/commands/apply/outputs/zip.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-tables-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const input = (name: string, ...shape: number[]) => ({
  name,
  shape,
  size: shape.reduce((size, side) => size * side, 1),
});
const [pair, z, x] = [input('z', 2), input('z', 3), input('x', 1)];

const read = async (
  reader: typeof readCsvExamples,
  name: string,
  content: string | Uint8Array,
  ...inputs: ReturnType<typeof input>[]
) => {
  await writeFile(join(folder, name), content);
  return (await reader(name, inputs, folder)).map(({ row, values }) => [
    row,
    ...values.map((one) => [...one]),
  ]);
};
const csv = (text: string, ...inputs: ReturnType<typeof input>[]) =>
  read(readCsvExamples, 'rows.csv', text, ...inputs);
const json = (value: unknown, ...inputs: ReturnType<typeof input>[]) =>
  read(readJsonExamples, 'rows.json', JSON.stringify(value), ...inputs);
const npz = (arrays: Record<string, Uint8Array>, ...inputs: ReturnType<typeof input>[]) =>
  read(
    readNumpyExamples,
    'rows.npz',
    Buffer.concat(zipArchive(new Map(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])))),
    ...inputs,
  );

describe('CSV', () => {
  it.each([
    ['numbers alone', '1,2\n3,4\n', [pair]],
    ['a line of names', 'a,b\r\n1,2\r\n\r\n3,4', [pair]],
    ['semicolons and spaces', '1; 2\n3 ;4', [pair]],
    ['tabs and quotes', '"1"\t"2"\n"3"\t"4"', [pair]],
    ['columns by name', 'id,z_1,z_0\na,2,1\nb,4,3', [pair]],
  ])('has an example a line: %s', async (_, text, inputs) => {
    expect(await csv(text, ...inputs)).toEqual([
      [1, [1, 2]],
      [2, [3, 4]],
    ]);
  });

  it('has several inputs in their order, or by name', async () => {
    expect(await csv('1,2,3', pair, x)).toEqual([[1, [1, 2], [3]]]);
    expect(await csv('x,z_0,z_1\n3,1,2', pair, x)).toEqual([[1, [1, 2], [3]]]);
  });

  it.each([
    ['1,2\n3\n', /^rows\.csv: line 2 has 1 value; 2 numbers are needed: z \[2\]$/],
    ['a,b\n\n1,2,3\n', /^rows\.csv: line 3 has 3 values/],
    ['1,2\n3,four\n', /^rows\.csv: line 2, column 2: "four" is no number$/],
    ['1,2\n3,\n', /^rows\.csv: line 2, column 2: "" is no number$/],
    ['z_0,z_1,id\n1,2\n', /^rows\.csv: line 2 has 2 values; there are 3 names of columns$/],
    ['a,b\n', /^rows\.csv: there is nothing below its names/],
    ['\n', /^rows\.csv: there is nothing in it$/],
  ])('is refused with the line: %j', async (text, message) => {
    await expect(csv(text, pair)).rejects.toThrow(message);
  });
});

describe('JSON', () => {
  it.each([
    ['one example', [1, 2], [pair], [[null, [1, 2]]]],
    ['one example in any nesting', [[1], [[2]]], [pair], [[null, [1, 2]]]],
    [
      'rows',
      [
        [1, 2],
        [3, 4],
      ],
      [pair],
      [
        [1, [1, 2]],
        [2, [3, 4]],
      ],
    ],
    [
      'rows of one number',
      [1, 2],
      [x],
      [
        [1, [1]],
        [2, [2]],
      ],
    ],
    ['objects', [{ z: [1, 2], x: 3, more: 'yes' }], [pair, x], [[1, [1, 2], [3]]]],
    ['one object', { x: 3, z: [1, 2] }, [pair, x], [[null, [1, 2], [3]]]],
  ])('has %s', async (_, value, inputs, expected) => {
    expect(await json(value, ...inputs)).toEqual(expected);
  });

  it.each([
    [[1, 2], [z], /^rows\.json must hold 3 numbers, of shape \[3\]; it holds 2 values$/],
    [
      [
        [1, 2, 3],
        [1, 2],
      ],
      [z],
      /^rows\.json: row 2 must hold 3 numbers, of shape \[3\]; it holds 2 values$/,
    ],
    [[{ z: [1, 2] }], [pair, x], /^rows\.json: row 1 has no x$/],
    [[{ z: [1, 'a'], x: 1 }], [pair, x], /^rows\.json: row 1: z must hold 2 numbers/],
    [[1, 2, 3], [pair, x], /^rows\.json must be an object with z, x$/],
    [{ __proto__: 1, x: 1 }, [pair, x], /^rows\.json has no z$/],
    [[], [z], /^rows\.json: there is nothing in it$/],
  ])('is refused with the row: %j', async (value, inputs, message) => {
    await expect(json(value, ...inputs)).rejects.toThrow(message);
  });
});

describe('arrays of numpy', () => {
  const floats = (shape: number[], ...numbers: number[]) => encodeNpy(shape, Float32Array.from(numbers));

  it('have an array for each input, by name or alone', async () => {
    expect(await npz({ z: floats([2, 2], 1, 2, 3, 4), x: floats([2], 5, 6) }, pair, x)).toEqual([
      [1, [1, 2], [5]],
      [2, [3, 4], [6]],
    ]);
    expect(await npz({ arr_0: floats([1, 2], 1, 2) }, pair)).toEqual([[1, [1, 2]]]);
    expect(await npz({ one: floats([2], 1, 2) }, pair)).toEqual([[1, [1, 2]]]);
    expect(await read(readNumpyExamples, 'rows.npy', floats([1, 2], 1, 2), pair)).toEqual([[1, [1, 2]]]);
  });

  it.each([
    [{ y: floats([1, 2], 1, 2), w: floats([1], 1) }, /^rows\.npz has no array z; it has y, w$/],
    [
      { z: floats([2, 3], 1, 2, 3, 4, 5, 6) },
      /^rows\.npz: z must have the shape \[examples, 2\]; it has \[2, 3\]$/,
    ],
    [
      { z: floats([1, 2], 1, 2).subarray(0, 130) },
      /^rows\.npz: z says that it is \[1, 2\], 8 bytes; it holds 2, so it was cut off/,
    ],
    [{ z: encodeNpy([1], ['text']) }, /^rows\.npz: z holds texts; the network takes numbers$/],
  ])('are refused %#', async (arrays, message) => {
    await expect(npz(arrays, pair)).rejects.toThrow(message);
  });

  it('are what was encoded', () => {
    fc.assert(
      fc.property(fc.array(fc.float(), { minLength: 1 }), (numbers) => {
        const data = Float32Array.from(numbers);
        expect(decodeNpy(encodeNpy([data.length], data), 'x')).toEqual({
          shape: [data.length],
          data,
          type: 'float32',
        });
      }),
      { seed: 2 },
    );
  });

  it('are no archive', async () => {
    await writeFile(join(folder, 'bad.npz'), 'no zip');
    await expect(readNumpyExamples('bad.npz', [pair], folder)).rejects.toThrow(
      /^bad\.npz is no archive of NumPy/,
    );
    await writeFile(join(folder, 'bad.npy'), 'no array at all');
    await expect(readNumpyExamples('bad.npy', [pair], folder)).rejects.toThrow(
      /^bad\.npy is no array of NumPy \(\.npy\)/,
    );
  });
});

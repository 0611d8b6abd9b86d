import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import h5wasm from 'h5wasm/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { FileContentError, withArrayFile } from '../../src/file-formats/index.js';
import { emptyFolder } from '../runtime/data/tools/temporary-folder.js';

const folder = emptyFolder();

const hdf5 = async (path: string, keys: string[]) =>
  withArrayFile('hdf5', await readFile(path), path, async ({ read }) => {
    const arrays = await Promise.all(keys.map(async (key) => [key, await read(key)] as const));
    return Object.fromEntries(arrays);
  });
beforeAll(() => h5wasm.ready);

type Set = Parameters<InstanceType<typeof h5wasm.File>['create_dataset']>[0];

function write(name: string, sets: Set[]): string {
  const file = new h5wasm.File(folder.path(name), 'w');
  for (const set of sets) file.create_dataset(set);
  file.close();
  return folder.path(name);
}

const refusal = (path: string, keys: string[]): Promise<string> =>
  hdf5(path, keys).then(
    () => 'it was read',
    (error: Error) => {
      expect(error, error.stack).toBeInstanceOf(FileContentError);
      return error.message;
    },
  );

describe('HDF5 files', () => {
  it('give numbers of every type that is read, with their shapes', async () => {
    const path = write('all.h5', [
      { name: 'bytes', data: Uint8Array.of(1, 2, 3, 255), shape: [2, 2] },
      { name: 'floats', data: Float32Array.of(0.5, -1), shape: [2] },
      { name: 'doubles', data: Float64Array.of(0.1, 1e300), shape: [2] },
      { name: 'ints', data: Int32Array.of(-7, 7), shape: [1, 2] },
      { name: 'shorts', data: Int16Array.of(-300, 300), shape: [2] },
      { name: 'longs', data: BigInt64Array.of(-5n, 5n), shape: [2] },
    ]);
    const keys = ['bytes', 'floats', 'doubles', 'ints', 'shorts', 'longs'];
    expect(await hdf5(path, keys)).toEqual({
      bytes: { type: 'uint8', shape: [2, 2], data: Uint8Array.of(1, 2, 3, 255) },
      floats: { type: 'float32', shape: [2], data: Float32Array.of(0.5, -1) },
      doubles: { type: 'float64', shape: [2], data: Float32Array.of(Math.fround(0.1), Infinity) },
      ints: { type: 'int32', shape: [1, 2], data: Int32Array.of(-7, 7) },
      shorts: { type: 'int16', shape: [2], data: Int32Array.of(-300, 300) },
      longs: { type: 'int64', shape: [2], data: Int32Array.of(-5, 5) },
    });
  });

  it('give only what is asked for', async () => {
    const path = write('two.h5', [
      { name: 'a', data: Uint8Array.of(1), shape: [1] },
      { name: 'b', data: Uint8Array.of(2), shape: [1] },
    ]);
    expect(Object.keys(await hdf5(path, ['b']))).toEqual(['b']);
  });

  it('packed ones are unpacked', async () => {
    const data = Uint8Array.from({ length: 4096 }, (_, i) => i % 7);
    const path = write('packed.h5', [
      { name: 'x', data, shape: [64, 64], chunks: [16, 16], compression: 'gzip', compression_opts: 4 } as Set,
    ]);
    expect((await readFile(path)).length).toBeLessThan(4096);
    expect((await hdf5(path, ['x'])).x).toEqual({ type: 'uint8', shape: [64, 64], data });
  });

  it('without the dataset are refused, with what they have', async () => {
    const one = write('one.h5', [{ name: 'images', data: Uint8Array.of(1), shape: [1] }]);
    expect(await refusal(one, ['x'])).toBe(`${one} has no array x; it has images.`);
    const none = write('none.h5', []);
    expect(await refusal(none, ['x'])).toBe(`${none} has no array x; it has none at all.`);
  });

  it.each([
    ['text', 'this is no HDF5'],
    ['nothing', ''],
  ])('that hold %s are refused by name, with what to do', async (_what, content) => {
    const path = await folder.write('wrong.h5', content);
    expect(await refusal(path, ['x'])).toBe(
      `${path} can't be read as an HDF5 file (file signature not found). Put a good copy in its place.`,
    );
  });

  it('that are cut off are refused by name', async () => {
    const data = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
    const whole = write('whole.h5', [{ name: 'x', data, shape: [data.length] }]);
    const bytes = await readFile(whole);
    for (const share of [0.02, 0.3, 0.9, 0.999]) {
      const path = await folder.write(`cut-${share}.h5`, bytes.subarray(0, bytes.length * share));
      expect(await refusal(path, ['x']), `${share}`).toMatch(
        /cut-[0-9.]+\.h5 can't be read as an HDF5 file \(.+\)\. Put a good copy in its place\.$/,
      );
    }
  });

  it('with damaged packed numbers are refused by name', async () => {
    const data = Uint8Array.from({ length: 60_000 }, (_, i) => (Math.imul(i, 2654435761) >>> 7) % 251);
    const path = write('packed.h5', [
      {
        name: 'x',
        data,
        shape: [data.length],
        chunks: [60_000],
        compression: 'gzip',
        compression_opts: 4,
      } as Set,
    ]);
    const bytes = await readFile(path);
    const middle = Math.floor(bytes.length / 2);
    const wrong = await folder.write('wrong.h5', bytes.fill(0xff, middle, middle + 500));
    expect(await refusal(wrong, ['x'])).toBe(
      `${wrong} is damaged: x can't be read (filter returned failure during read). Put a good copy in its place.`,
    );
  });

  const elsewhere = JSON.parse(
    readFileSync(new URL('./hdf5-external-storage.json', import.meta.url), 'utf8'),
  ) as Record<string, string>;
  it.each([
    ['storage', 'x lie in another file (external storage)'],
    ['link', 'x lie in another file (/etc/hostname)'],
    ['group', 'x lie in another file (/etc/hostname)'],
    ['virtual', 'x lie in another file (/etc/hostname)'],
  ])('that take their numbers from another file of the machine are refused: %s', async (kind, told) => {
    const bytes = gunzipSync(Buffer.from(elsewhere[kind]!, 'base64'));
    expect(await refusal(await folder.write(`${kind}.h5`, bytes), ['x'])).toContain(told);
  });
});

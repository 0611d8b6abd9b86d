import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import h5wasm from 'h5wasm/node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countsOf, noNetwork, open, refusal, temporary } from './support.js';

const folder = temporary();
const directory = process.env.LAGRAPH_DATA;
const real = directory !== undefined && existsSync(join(directory, 'signs'));

let asked: string[] = [];
beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return noNetwork();
  });
});
afterEach(() => vi.unstubAllGlobals());

const cache = () => join(folder(), 'cache');

describe.runIf(real)('signs (needs LAGRAPH_DATA)', () => {
  it('are 1,080 and 120 photos, six classes alike', async () => {
    const notices: string[] = [];
    const dataset = await open('{source: signs}', { directory: directory!, cache: cache() }, notices);
    const [train, test] = [dataset.split('train'), dataset.split('test')];
    expect([train.fields.image!.shape, train.fields.label!.shape]).toEqual([[64, 64, 3], [6]]);
    expect(countsOf(train)).toEqual(Array(6).fill(180));
    expect(countsOf(test)).toEqual(Array(6).fill(20));
    // With the photos as JPEGs; the original file may differ by a photo.
    expect(dataset.split('unseen').examples).toBe(107);
    // The same examples as those of test: no split draws otherwise for it.
    expect(train.drawKey(0, 1, 'epoch')).toBe(1080 + 120);
    expect(dataset.simulated).toBe(false);
    expect({ notices, asked }).toEqual({ notices: [], asked: [] });
    expect(dataset.origin).toContain(join(directory!, 'signs'));
    if (!existsSync(join(directory!, 'signs/train_signs.h5'))) {
      expect(dataset.origin).toContain('train_signs_from_jpg.h5 stands in for train_signs.h5');
    }
  });

  it('are taken where they are there, though something may stand in for them', async () => {
    const options = { directory: directory!, cache: cache() };
    const dataset = await open('{source: signs, otherwise: hands}', options);
    expect(dataset.simulated).toBe(false);
    expect(dataset.hash).toBe((await open('{source: signs}', options)).hash);
  });
});

describe('without photos and without a network', () => {
  it('hands stand in where the graph allows it, said loudly, after one try', async () => {
    const notices: string[] = [];
    const dataset = await open('{source: signs, otherwise: hands}', { cache: cache() }, notices);
    expect(dataset.simulated).toBe(true);
    expect(dataset.origin).toMatch(/^simulator hands, version \d+, seed 0$/);
    expect(countsOf(dataset.split('train'))).toEqual(Array(6).fill(180));
    expect(asked).toHaveLength(1);
    expect(notices).toHaveLength(1);
    expect(notices[0]!.split('\n')).toEqual([
      "SIGNS CAN'T BE HAD. hands (SIMULATED, made-up data) stands in for it in one, as the graph allows. " +
        'Why: train_signs.h5 could not be found. Tried:',
      '  - data directory: none is named',
      `  - cache (${join(cache(), 'signs/train_signs.h5')}): is not there`,
      `  - ${asked[0]}: the address is not known (is there a network?)`,
      'Where no file can be had, `otherwise: hands` in the graph lets made-up hands stand in for the photos.',
      `Or put the file at ${join('DIR', 'signs/train_signs.h5')} and say --data DIR.`,
    ]);
  });

  it('it is a problem where the graph does not allow it, with what would help', async () => {
    const refused = await refusal('{source: signs}', { cache: cache(), directory: folder() });
    expect(refused).toMatch(/^DataError: The data of one can't be had\. train_signs\.h5 could not be found/);
    expect(refused).toContain('`otherwise: hands` in the graph');
    expect(refused).toContain(`Or put the file at ${join(folder(), 'signs/train_signs.h5')}.`);
  });

  it('a run that has begun with hands asks no network again', async () => {
    const options = { cache: cache(), surveyed: true };
    const dataset = await open('{source: signs, otherwise: {hands: {train: 60, test: 12}}}', options);
    expect(dataset.simulated).toBe(true);
    expect(asked).toEqual([]);
  });
});

describe('a download of photos', () => {
  it('is refused where more comes than there can be', async () => {
    vi.stubGlobal('fetch', (url: string) => {
      const response = new Response('too much', { headers: { 'content-length': `${2 ** 30}` } });
      return Promise.resolve(Object.defineProperty(response, 'url', { value: url }));
    });
    expect(await refusal('{source: signs}', { cache: cache() })).toContain(
      'the file has 1073741824 bytes there, and at most 16777216 are taken',
    );
  });
});

describe('files of a person that are no SIGNS', () => {
  /** `signs/train_signs.h5` in a new data directory. */
  async function own(name: string, write: (path: string) => Promise<void> | void) {
    const place = join(folder(), name);
    await mkdir(join(place, 'signs'), { recursive: true });
    await write(join(place, 'signs/train_signs.h5'));
    return { directory: place, cache: cache() };
  }
  async function hdf5(path: string, images: [number[], Uint8Array], labels: BigInt64Array | Float32Array) {
    await h5wasm.ready;
    const file = new h5wasm.File(path, 'w');
    file.create_dataset({ name: 'train_set_x', data: images[1], shape: images[0] });
    file.create_dataset({ name: 'train_set_y', data: labels, shape: [labels.length] });
    file.close();
  }

  it('are refused by shape', async () => {
    const options = await own('shape', (path) =>
      hdf5(path, [[2, 32, 32, 3], new Uint8Array(2 * 32 * 32 * 3)], BigInt64Array.of(0n, 1n)),
    );
    expect(await refusal('{source: signs}', options)).toContain(
      `${join(options.directory, 'signs/train_signs.h5')}: train_set_x is [2, 32, 32, 3]; ` +
        '[1080, 64, 64, 3] of bytes is expected.',
    );
  });

  it('are refused by classes', async () => {
    const options = await own('classes', (path) =>
      hdf5(path, [[1080, 64, 64, 3], new Uint8Array(1080 * 64 * 64 * 3)], new BigInt64Array(1080).fill(6n)),
    );
    expect(await refusal('{source: signs}', options)).toContain(
      'train_set_y should hold 1080 whole numbers from 0 to 5; it holds 6.',
    );
  });

  it.each([1.5, -1, Number.NaN, 1e10])('are refused where a class is %s', async (wrong) => {
    const classes = new Float32Array(1080).fill(2);
    classes[700] = wrong;
    const options = await own(`class${wrong}`, (path) =>
      hdf5(path, [[1080, 64, 64, 3], new Uint8Array(1080 * 64 * 64 * 3)], classes),
    );
    expect(await refusal('{source: signs}', options)).toContain(
      `train_set_y should hold 1080 whole numbers from 0 to 5; it holds ${wrong}.`,
    );
  });

  it('are refused where they are no HDF5, and hands stand in where they may', async () => {
    const options = await own('text', (path) => writeFile(path, 'not found'));
    expect(await refusal('{source: signs}', options)).toContain(
      `${join(options.directory, 'signs/train_signs.h5')} can't be read as an HDF5 file (file signature not found). Put a good copy in its place.`,
    );
    const notices: string[] = [];
    const dataset = await open(
      '{source: signs, otherwise: {hands: {train: 60, test: 12}}}',
      options,
      notices,
    );
    expect(dataset.simulated).toBe(true);
    expect(notices.join('\n')).toContain("SIGNS CAN'T BE HAD");
  });
});

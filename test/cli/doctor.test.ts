import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cacheDirectory } from '../../src/runtime/store/cache-directory.js';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

beforeAll(build, 180_000);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-doctor-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An empty home, and with it an empty cache, on each platform. */
const home = () => ({
  HOME: folder,
  USERPROFILE: folder,
  LOCALAPPDATA: join(folder, 'local'),
  XDG_CACHE_HOME: join(folder, 'cache'),
});
const cache = () => cacheDirectory(process.platform, home(), folder);

async function put(...parts: string[]): Promise<string> {
  const path = join(...parts);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'there');
  return path;
}

async function found(what: string, ...args: string[]) {
  const { out } = await lagraph(['doctor', '--json', '--store', join(folder, 'store'), ...args], {
    env: home(),
  });
  const { findings } = JSON.parse(out) as {
    findings: { what: string; state: string; found: string; advice?: string }[];
  };
  return findings.find((finding) => finding.what === what)!;
}

describe('doctor', () => {
  it.each(['onnx', 'tfjs', 'onednn', 'tensorflow', 'webgpu'])('tells of the engine %s', async (name) => {
    expect((await found(`engine ${name}`)).state).toMatch(/^(good|missing)$/);
  });
});

describe('doctor looks for signs', () => {
  it('in the cache of downloads', async () => {
    expect(await found('data signs')).toMatchObject({
      state: 'missing',
      found: 'not on this machine; a run tries to download it',
    });
    const train = await put(cache(), 'signs/train_signs.h5');
    expect(await found('data signs')).toMatchObject({
      state: 'missing',
      found: 'test_signs.h5 not on this machine; a run tries to download it',
      advice: 'Put train_signs.h5 and test_signs.h5 into DIR/signs and say --data DIR.',
    });
    const test = await put(cache(), 'signs/test_signs.h5');
    expect(await found('data signs')).toEqual({
      what: 'data signs',
      state: 'good',
      found: `${train}, ${test}`,
    });
  });

  it('in the data directory first', async () => {
    const data = join(folder, 'data');
    await put(cache(), 'signs/train_signs.h5');
    const test = await put(cache(), 'signs/test_signs.h5');
    const train = await put(data, 'signs/train_signs_from_jpg.h5');
    expect((await found('data signs', '--data', data)).found).toBe(`${train}, ${test}`);
  });

  it('under the name of a download in the cache, and no other', async () => {
    await put(cache(), 'signs/train_signs_from_jpg.h5');
    await put(cache(), 'signs/test_signs.h5');
    expect((await found('data signs')).found).toMatch(/^train_signs\.h5 not on this machine/);
  });
});

describe('doctor looks for mnist', () => {
  const files = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];

  it('in the cache of downloads, before the npm package', async () => {
    for (const name of files) await put(cache(), `mnist/${name}-ubyte.gz`);
    expect(await found('data mnist')).toEqual({
      what: 'data mnist',
      state: 'good',
      found: join(cache(), 'mnist'),
    });
  });

  it('in the data directory, packed or not', async () => {
    const data = join(folder, 'data');
    for (const [at, name] of files.entries()) await put(data, `mnist/${name}-ubyte${at % 2 ? '' : '.gz'}`);
    expect((await found('data mnist', '--data', data)).found).toBe(join(data, 'mnist'));
  });
});

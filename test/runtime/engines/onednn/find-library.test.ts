import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAllOnednn, findOnednn } from '../../../../src/runtime/engines/onednn/index.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-find-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, content = ''): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content, 'latin1');
  return file;
}

const places = (env: NodeJS.ProcessEnv = {}) => ({
  env,
  cache: join(folder, 'cache'),
  platform: 'linux' as const,
  linkerCache: join(folder, 'ld.so.cache'),
});

/** Without what the machine of the test has. */
const ours = (env?: NodeJS.ProcessEnv) =>
  findAllOnednn(places(env)).filter(({ path }) => path.startsWith(folder));

describe('oneDNN is looked for', () => {
  it('in the cache, then where the dynamic linker looks', async () => {
    const cached = await put('cache/onednn/libdnnl.so.3');
    const named = await put('named/libdnnl.so.3');
    const listed = await put('listed/libdnnl.so.3');
    await put('other/libdnnl.so.2');
    const strings = ['libdnnl.so.3', listed, 'libdnnl.so.2', join(folder, 'other/libdnnl.so.2')];
    await put('ld.so.cache', `glibc-ld.so.cache1.1\0\x01\x02\0${strings.join('\0')}\0`);
    expect(ours({ LD_LIBRARY_PATH: join(folder, 'named') })).toEqual([
      { path: cached, source: 'cache' },
      { path: named, source: 'system' },
      { path: listed, source: 'system' },
    ]);
  });

  it('not in the folder that lagraph is called in', async () => {
    await put('called/libdnnl.so.3');
    const before = process.cwd();
    process.chdir(join(folder, 'called'));
    try {
      expect(ours({ LD_LIBRARY_PATH: ['', '.', '../called'].join(delimiter) })).toEqual([]);
    } finally {
      process.chdir(before);
    }
  });

  it('nowhere else where LAGRAPH_ONEDNN says where it lies', async () => {
    await put('cache/onednn/libdnnl.so.3');
    const path = await put('own/lib/libdnnl.so.3');
    for (const given of [path, join(folder, 'own'), join(folder, 'own/lib')]) {
      expect(findAllOnednn(places({ LAGRAPH_ONEDNN: given }))).toEqual([{ path, source: 'LAGRAPH_ONEDNN' }]);
    }
    const wrong = join(folder, 'cache');
    expect(() => findOnednn(places({ LAGRAPH_ONEDNN: wrong }))).toThrow(
      `LAGRAPH_ONEDNN is ${wrong}, where no oneDNN library lies.`,
    );
  });

  it('nowhere at all where LAGRAPH_ONEDNN says that there is none', async () => {
    await put('cache/onednn/libdnnl.so.3');
    expect(findAllOnednn(places({ LAGRAPH_ONEDNN: 'none' }))).toEqual([]);
  });

  it('and if there is none, what brings one is said', () => {
    expect(findAllOnednn({ ...places(), platform: 'freebsd' })).toEqual([]);
    expect(() => findOnednn({ ...places(), platform: 'freebsd' })).toThrow('lagraph engines add onednn');
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAllTensorflow, findTensorflow } from '../../../../src/runtime/engines/tensorflow/index.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-find-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(...parts: string[]): Promise<string> {
  const path = join(folder, ...parts);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, path.endsWith('.json') ? '{}' : '');
  return path;
}

/** A machine that has only the contents of the folder. */
const places = (env: NodeJS.ProcessEnv = {}) => ({
  env: { PATH: join(folder, 'bin'), HOME: join(folder, 'home'), ...env },
  cache: join(folder, 'cache'),
  installed: pathToFileURL(join(folder, 'project/package.json')),
  platform: 'linux' as const,
});

describe('libtensorflow is looked for', () => {
  it('in the cache, in Python packages, beside tfjs-node, in this order', async () => {
    const [gpu, node] = [
      await put('project/node_modules/@tensorflow/tfjs-node-gpu/deps/lib/libtensorflow.so.2'),
      await put('project/node_modules/@tensorflow/tfjs-node/deps/lib/libtensorflow.so.2'),
    ];
    await put('project/node_modules/@tensorflow/tfjs-node-gpu/package.json');
    await put('project/node_modules/@tensorflow/tfjs-node/package.json');
    await put('bin/python3');
    const system = await put('lib/python3.11/dist-packages/tensorflow/libtensorflow_cc.so.2');
    const active = await put('venv/lib/python3.12/site-packages/tensorflow/libtensorflow_cc.so.2');
    const user = await put('home/.local/lib/python3.11/site-packages/tensorflow/libtensorflow_cc.so.2');
    const cached = await put('cache/tensorflow/tensorflow/libtensorflow_cc.so.2');
    const found = findAllTensorflow(places({ VIRTUAL_ENV: join(folder, 'venv') }));
    expect(found).toEqual([
      { path: cached, source: 'cache' },
      { path: active, source: 'python' },
      { path: system, source: 'python' },
      { path: user, source: 'python' },
      { path: gpu, source: 'tfjs-node-gpu' },
      { path: node, source: 'tfjs-node' },
    ]);
  });

  it('not in the folder that lagraph is called in', async () => {
    await put('called/node_modules/@tensorflow/tfjs-node/package.json');
    await put('called/node_modules/@tensorflow/tfjs-node/deps/lib/libtensorflow.so.2');
    const before = process.cwd();
    process.chdir(join(folder, 'called'));
    try {
      const { installed: _, ...others } = places();
      expect(findAllTensorflow(others).filter(({ path }) => path.startsWith(folder))).toEqual([]);
    } finally {
      process.chdir(before);
    }
  });

  it('nowhere else where LAGRAPH_TENSORFLOW says where it lies', async () => {
    await put('cache/tensorflow/tensorflow/libtensorflow_cc.so.2');
    const path = await put('own/tensorflow/libtensorflow_cc.so.2');
    for (const given of [path, join(folder, 'own'), join(folder, 'own/tensorflow')]) {
      expect(findAllTensorflow(places({ LAGRAPH_TENSORFLOW: given }))).toEqual([
        { path, source: 'LAGRAPH_TENSORFLOW' },
      ]);
    }
    expect(() => findTensorflow(places({ LAGRAPH_TENSORFLOW: join(folder, 'bin') }))).toThrow(
      `LAGRAPH_TENSORFLOW is ${join(folder, 'bin')}, where no libtensorflow lies.`,
    );
  });

  it('nowhere at all where LAGRAPH_TENSORFLOW says that there is none', async () => {
    await put('cache/tensorflow/tensorflow/libtensorflow_cc.so.2');
    expect(findAllTensorflow(places({ LAGRAPH_TENSORFLOW: 'none' }))).toEqual([]);
  });

  it('and if there is none, what brings one is said', () => {
    expect(findAllTensorflow(places())).toEqual([]);
    expect(() => findTensorflow(places())).toThrow('lagraph engines add tensorflow');
  });
});

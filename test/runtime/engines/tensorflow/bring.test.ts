/** With a python3 that only plays pip; the real one brings the library in .ci/run. */
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bringTensorflow, removeTensorflow } from '../../../../src/runtime/engines/tensorflow/index.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-bring-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Puts a python3 first on the path, whose pip does what the script says; its arguments are `$@`. */
async function withPip(script: string) {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const python = join(bin, 'python3');
  await writeFile(
    python,
    `#!/bin/sh\n[ "$3" = --version ] && exit 0\necho "$@" >> '${folder}/asked'\n${script}\n`,
  );
  await chmod(python, 0o755);
  return { cache: join(folder, 'cache'), env: { ...process.env, PATH: bin + delimiter + process.env.PATH } };
}

/** What the wheel has, and more of what Python needs. `$5` is the folder after --target. */
const installs = `
mkdir -p "$5/tensorflow/python" "$5/tensorflow_cpu-2.21.0.dist-info" "$5/bin"
echo library > "$5/tensorflow/libtensorflow_cc.so.2"
echo framework > "$5/tensorflow/libtensorflow_framework.so.2"
echo code > "$5/tensorflow/python/__init__.py"
echo "Downloading tensorflow_cpu-2.21.0.whl (274.0 MB)"`;

describe.skipIf(process.platform !== 'linux')('lagraph engines add tensorflow', () => {
  it('keeps of the wheel what is used, in the place of what was there', async () => {
    const { cache, env } = await withPip(installs);
    await mkdir(join(cache, 'tensorflow/old'), { recursive: true });
    const said: string[] = [];
    const path = await bringTensorflow({ cache, env, say: (line) => said.push(line) });
    expect(path).toBe(join(cache, 'tensorflow/tensorflow/libtensorflow_cc.so.2'));
    expect(await readdir(cache)).toEqual(['tensorflow']);
    expect((await readdir(join(cache, 'tensorflow'), { recursive: true })).sort()).toEqual([
      'tensorflow',
      'tensorflow/libtensorflow_cc.so.2',
      'tensorflow/libtensorflow_framework.so.2',
      'tensorflow_cpu-2.21.0.dist-info',
    ]);
    expect(said).toContain('Downloading tensorflow_cpu-2.21.0.whl (274.0 MB)');
  });

  it('leaves what was there where pip fails, and says what pip said', async () => {
    const { cache, env } = await withPip('echo "ERROR: no network" >&2; exit 1');
    await mkdir(join(cache, 'tensorflow/old'), { recursive: true });
    await expect(bringTensorflow({ cache, env })).rejects.toThrow(/could not install.*ERROR: no network/s);
    expect(await readdir(cache)).toEqual(['tensorflow']);
    expect(await readdir(join(cache, 'tensorflow'))).toEqual(['old']);
  });

  it('does not take a wheel without a library', async () => {
    const { cache, env } = await withPip('mkdir -p "$5/tensorflow"');
    await expect(bringTensorflow({ cache, env })).rejects.toThrow('has no libtensorflow for this system');
    expect(await readdir(cache)).toEqual([]);
  });

  it('says what to do where there is no pip', async () => {
    const env = { ...process.env, PATH: join(folder, 'nothing') };
    await expect(bringTensorflow({ cache: join(folder, 'cache'), env })).rejects.toThrow(
      /no Python with pip/,
    );
  });

  it('can be undone', async () => {
    const { cache, env } = await withPip(installs);
    await bringTensorflow({ cache, env });
    expect(await removeTensorflow(cache)).toBeGreaterThan(0);
    expect(await readdir(cache)).toEqual([]);
    expect(await removeTensorflow(cache)).toBeNull();
  });
});

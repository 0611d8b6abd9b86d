/** With a python3 that only plays pip, or with none; the real one brings the library in .ci/run. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  installTensorflow,
  uninstallTensorflow,
  TESTED_TENSORFLOW_VERSION,
  TENSORFLOW_WHEELS,
} from '../../../../src/runtime/engines/tensorflow/index.js';
import { writeZip } from '../../../../src/file-formats/index.js';
import { abortWhenFileHas } from '../../../support/abort-when-file-has.js';
import { serveFile } from '../../../support/file-server.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-bring-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Puts a fake python3 first on the PATH, whose pip runs the script; its arguments are `$@`. */
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

/** A machine without Python. */
const withoutPip = () => ({
  cache: join(folder, 'cache'),
  env: { ...process.env, PATH: join(folder, 'nothing') },
});

const zip = (files: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat(writeZip(Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) }))));

/** The contents of the wheel, with more files that only Python needs. `$5` is the folder after --target. */
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
    const path = await installTensorflow({ cache, env, say: (line) => said.push(line) });
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
    await expect(installTensorflow({ cache, env })).rejects.toThrow(/could not install.*ERROR: no network/s);
    expect(await readdir(cache)).toEqual(['tensorflow']);
    expect(await readdir(join(cache, 'tensorflow'))).toEqual(['old']);
  });

  it('does not take a wheel without a library', async () => {
    const { cache, env } = await withPip('mkdir -p "$5/tensorflow"');
    await expect(installTensorflow({ cache, env })).rejects.toThrow('has no libtensorflow for this system');
    expect(await readdir(cache)).toEqual([]);
  });

  it('says what to do where there is no pip, and CUDA is wanted', async () => {
    await expect(installTensorflow({ ...withoutPip(), gpu: true })).rejects.toThrow(/no Python with pip/);
  });

  describe('without pip', () => {
    const files = {
      'tensorflow/libtensorflow_cc.so.2': 'library',
      'tensorflow/python/__init__.py': 'code',
      'tensorflow/include/tensorflow/c/c_api.h': 'header',
      'tensorflow_cpu-2.21.0.dist-info/METADATA': 'about',
    };
    const archive = zip(files);
    const sha256 = createHash('sha256').update(archive).digest('hex');

    it('downloads the wheel, and unpacks what is used of it', async () => {
      await using server = await serveFile(() => archive);
      const said: string[] = [];
      const { cache, env } = withoutPip();
      const wheel = { url: `${server.url}/tensorflow_cpu.whl`, checksum: { sha256 }, size: archive.length };
      const path = await installTensorflow({ cache, env, wheel, say: (line) => said.push(line) });
      expect(path).toBe(join(cache, 'tensorflow/tensorflow/libtensorflow_cc.so.2'));
      expect(await readFile(path, 'utf8')).toBe('library');
      expect(await readdir(cache)).toEqual(['tensorflow']);
      expect(
        (await readdir(join(cache, 'tensorflow'), { recursive: true })).filter((name) => /\.\w+$/.test(name)),
      ).not.toContain('tensorflow/python/__init__.py');
      expect(said.join('\n')).toMatch(/Downloading tensorflow_cpu.whl.*Unpacking/s);
    });

    it('knows wheels of the version that lagraph is tested with', () => {
      const wheels = Object.values(TENSORFLOW_WHEELS);
      expect(wheels.length).toBeGreaterThan(0);
      for (const { url, checksum, size } of wheels) {
        expect(url).toContain(`-${TESTED_TENSORFLOW_VERSION}-`);
        expect((checksum as { sha256: string }).sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(size).toBeGreaterThan(2e8);
      }
    });

    it('takes away a wheel that came in part', async () => {
      const { cache } = withoutPip();
      await mkdir(cache);
      const name = Object.values(TENSORFLOW_WHEELS)[0]!.url.split('/').at(-1)!;
      await writeFile(join(cache, `${name}.part`), 'a part');
      expect(await uninstallTensorflow(cache)).toBe(6);
      expect(await readdir(cache)).toEqual([]);
    });

    it('takes no other file than the known one', async () => {
      for (const [content, why] of [
        ['ybrarli', /its checksum differs/],
        ['evil', /the file has \d+ bytes there, and the known file has \d+/],
      ] as const) {
        await using server = await serveFile(() =>
          zip({ ...files, 'tensorflow/libtensorflow_cc.so.2': content }),
        );
        const { cache, env } = withoutPip();
        const wheel = { url: `${server.url}/tensorflow_cpu.whl`, checksum: { sha256 }, size: archive.length };
        await expect(installTensorflow({ cache, env, wheel })).rejects.toThrow(why);
        expect(await readdir(cache)).toEqual([]);
      }
    });

    it('says that it was interrupted, and keeps what came', async () => {
      const stop = new AbortController();
      const { cache, env } = withoutPip();
      await using server = await serveFile(() => {
        void abortWhenFileHas(join(cache, 'tensorflow_cpu.whl.part'), 60, stop);
        return archive.subarray(0, 60);
      }, archive.length);
      const wheel = { url: `${server.url}/tensorflow_cpu.whl`, checksum: { sha256 }, size: archive.length };
      const bringing = installTensorflow({ cache, env, wheel, signal: stop.signal });
      await expect(bringing).rejects.toThrow(/Interrupted/);
      expect((await stat(join(cache, 'tensorflow_cpu.whl.part'))).size).toBe(60);
    });
  });

  it('can be undone', async () => {
    const { cache, env } = await withPip(installs);
    await installTensorflow({ cache, env });
    expect(await uninstallTensorflow(cache)).toBeGreaterThan(0);
    expect(await readdir(cache)).toEqual([]);
    expect(await uninstallTensorflow(cache)).toBeNull();
  });
});

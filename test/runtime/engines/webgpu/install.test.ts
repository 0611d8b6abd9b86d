import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DAWN_PACKAGE,
  dawnFolder,
  findAllWebgpu,
  findWebgpu,
  installWebgpu,
  KERNELS_FILE,
  KERNELS_PACKAGE,
  uninstallWebgpu,
  type WantedPackage,
} from '../../../../src/runtime/engines/webgpu/index.js';
import { abortWhenFileHas } from '../../../support/abort-when-file-has.js';
import { serveFile } from '../../../support/file-server.js';

let folder = '';
let cache = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-webgpu-'));
  cache = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A tar archive as npm makes it. */
function packed(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const header = Buffer.alloc(512);
    header.write(`package/${name}`, 0);
    header.write('000644 \0', 100);
    header.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')} `, 124);
    header.write('        0', 148);
    header.write('ustar\x0000', 257);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
    body.write(text);
    return [header, body];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level: 0 });
}

const kernels = packed({ [KERNELS_FILE]: 'kernels', 'package.json': '{}', 'dist/other.js': 'unwanted' });
const dawn = packed({
  'index.js': 'dawn',
  [`${dawnFolder()}/dawn.node`]: 'x'.repeat(5000),
  'dist/elsewhere-x64/dawn.node': 'of another platform',
});

const known = (of: typeof DAWN_PACKAGE, archive: Buffer) => ({
  ...of,
  size: archive.length,
  integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}`,
});
const packages: WantedPackage[] = [
  { of: known(KERNELS_PACKAGE, kernels), wants: (file) => file === KERNELS_FILE || file === 'package.json' },
  {
    of: known(DAWN_PACKAGE, dawn),
    wants: (file) => file === 'index.js' || file.startsWith(`${dawnFolder()}/`),
  },
];

/** Without an npm, whose settings may be anything. */
const env = (registry: string) => ({ PATH: '', npm_config_registry: registry });

/** A registry that gives the archives one after the other. */
const serveBoth = () => {
  let asked = 0;
  return serveFile(() => (asked++ === 0 ? kernels : dawn));
};

describe.skipIf(process.platform === 'win32')('lagraph engines add webgpu', () => {
  it('takes both packages from the registry that npm is set to, and of them what is for this machine', async () => {
    await using server = await serveBoth();
    const said: string[] = [];
    const proved: string[] = [];
    const path = await installWebgpu({
      cache,
      packages,
      env: env(`${server.url}/npm/`),
      say: (line) => said.push(line),
      prove: async (copy) =>
        void proved.push(await readFile(join(copy, 'node_modules/webgpu/index.js'), 'utf8')),
    });
    expect(path).toBe(join(cache, 'webgpu'));
    expect(proved).toEqual(['dawn']);
    expect(server.requests.map((request) => request.path)).toEqual([
      `/npm/@tensorflow/tfjs-backend-webgpu/-/tfjs-backend-webgpu-${KERNELS_PACKAGE.version}.tgz`,
      `/npm/webgpu/-/webgpu-${DAWN_PACKAGE.version}.tgz`,
    ]);
    expect(await readdir(cache)).toEqual(['webgpu']);
    expect(await readdir(join(path, 'node_modules/webgpu/dist'))).toEqual([
      dawnFolder().slice('dist/'.length),
    ]);
    expect(await readdir(join(path, 'node_modules/@tensorflow/tfjs-backend-webgpu/dist'))).toHaveLength(1);
    expect(findAllWebgpu({ env: {}, cache })).toEqual([{ path, source: 'cache' }]);
    expect(said[0]).toContain(packages[0]!.of.integrity);
    expect(await readFile(join(path, 'LICENCES.txt'), 'utf8')).toContain('BSD-3-Clause');
    expect(await uninstallWebgpu(cache)).toBeGreaterThan(5000);
    expect(await readdir(cache)).toEqual([]);
  });

  it('takes no other package than the known one, and says how to do without', async () => {
    await using server = await serveFile(() =>
      packed({ [KERNELS_FILE]: 'evil___', 'package.json': '{}', 'dist/other.js': 'unwanted' }),
    );
    const installing = installWebgpu({ cache, packages, env: env(server.url) });
    await expect(installing).rejects.toThrow(/its checksum differs/);
    await expect(installing).rejects.toThrow(/npm config set registry.*LAGRAPH_WEBGPU/);
    expect(await readdir(cache)).toEqual([]);
  });

  it('goes on with a download that was interrupted', async () => {
    const stop = new AbortController();
    const name = `webgpu-${DAWN_PACKAGE.version}.tgz.part`;
    const half = dawn.length >> 1;
    const onlyDawn = packages.slice(1);
    {
      await using server = await serveFile(() => {
        void abortWhenFileHas(join(cache, name), half, stop);
        return dawn.subarray(0, half);
      }, dawn.length);
      const installing = installWebgpu({
        cache,
        packages: onlyDawn,
        env: env(server.url),
        signal: stop.signal,
      });
      await expect(installing).rejects.toThrow(/Interrupted/);
      expect((await stat(join(cache, name))).size).toBe(half);
    }
    await using server = await serveFile(() => dawn);
    // The kernels are missing, which is said after the rest of Dawn came.
    const installing = installWebgpu({ cache, packages: onlyDawn, env: env(server.url) });
    await expect(installing).rejects.toThrow(/no WebGPU for this system/);
    expect(server.requests.map(({ range }) => range)).toEqual([`bytes=${half}-`]);
  });

  it('says what to do where nothing is installed, or not where the variable says', () => {
    expect(() => findWebgpu({ env: {}, cache })).toThrow(/lagraph engines add webgpu/);
    expect(() => findWebgpu({ env: { LAGRAPH_WEBGPU: folder }, cache })).toThrow(/are not installed/);
    expect(findAllWebgpu({ env: { LAGRAPH_WEBGPU: 'none' }, cache })).toEqual([]);
  });
});

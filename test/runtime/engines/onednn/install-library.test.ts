import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeZip } from '../../../../src/file-formats/index.js';
import {
  installOnednn,
  ONEDNN_JARS,
  onednnJar,
  TESTED_ONEDNN_VERSION,
  uninstallOnednn,
  type OnednnJar,
} from '../../../../src/runtime/engines/onednn/index.js';
import { abortWhenFileHas } from '../../../support/abort-when-file-has.js';
import { serveFile } from '../../../support/file-server.js';

let folder = '';
let cache = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-bring-'));
  cache = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const library = process.platform === 'darwin' ? 'libdnnl.3.dylib' : 'libdnnl.so.3';
const within = 'org/bytedeco/dnnl/here/';
const archiveOf = (text: string) =>
  Buffer.concat(
    writeZip(
      Object.entries({
        [`${within}${library}`]: text,
        [`${within}libjnidnnl.so`]: 'for Java',
        [`${within}libgomp.so.1`]: 'threads',
        'org/bytedeco/dnnl/elsewhere/libgomp.so.1': 'of another processor',
        'META-INF/MANIFEST.MF': 'about',
      }).map(([name, content]) => ({ name, data: Buffer.from(content) })),
    ),
  );
const archive = archiveOf('library');
const jar: OnednnJar = {
  classifier: 'here',
  size: archive.length,
  sha256: createHash('sha256').update(archive).digest('hex'),
  files: [library, 'libgomp.so.1'],
  openmp: 'libgomp, some licence',
};

describe.skipIf(process.platform === 'win32')('lagraph engines add onednn', () => {
  it('takes the libraries out of the jar, in the place of what was there', async () => {
    await using server = await serveFile(() => archive);
    await mkdir(join(cache, 'onednn/old'), { recursive: true });
    const said: string[] = [];
    const proved: string[] = [];
    const path = await installOnednn({
      cache,
      jar,
      env: { LAGRAPH_MAVEN_REPOSITORY: `${server.url}/maven/` },
      say: (line) => said.push(line),
      prove: async (file) => void proved.push(await readFile(file, 'utf8')),
    });
    expect(path).toBe(join(cache, 'onednn', library));
    expect(proved).toEqual(['library']);
    expect(await readdir(cache)).toEqual(['onednn']);
    expect((await readdir(join(cache, 'onednn'))).sort()).toEqual(
      ['LICENCES.txt', library, 'libgomp.so.1'].sort(),
    );
    expect(await readFile(join(cache, 'onednn/libgomp.so.1'), 'utf8')).toBe('threads');
    expect(server.requests.map((request) => request.path)).toEqual([
      `/maven/org/bytedeco/dnnl/${TESTED_ONEDNN_VERSION}-1.5.13/dnnl-${TESTED_ONEDNN_VERSION}-1.5.13-here.jar`,
    ]);
    // Before it is fetched: from where, how much, under which licences, with which checksum.
    expect(said[0]).toContain(server.url);
    expect(said[0]).toContain('Apache-2.0; libgomp, some licence');
    expect(said[0]).toContain(jar.sha256);
    expect(await readFile(join(cache, 'onednn/LICENCES.txt'), 'utf8')).toContain('Apache License 2.0');
  });

  it('leaves what was there where the new one does not work', async () => {
    await using server = await serveFile(() => archive);
    await mkdir(join(cache, 'onednn/old'), { recursive: true });
    const prove = () => Promise.reject(new Error('It came, but does not work.'));
    const env = { LAGRAPH_MAVEN_REPOSITORY: server.url };
    await expect(installOnednn({ cache, jar, env, prove })).rejects.toThrow('It came, but does not work.');
    expect(await readdir(cache)).toEqual(['onednn']);
    expect(await readdir(join(cache, 'onednn'))).toEqual(['old']);
  });

  it('takes no other file than the known one, and says how to do without the network', async () => {
    for (const [content, why] of [
      ['ybrarli', /its checksum differs/],
      ['evil', /the file has \d+ bytes there, and the known file has \d+/],
    ] as const) {
      await using server = await serveFile(() => archiveOf(content));
      const installing = installOnednn({ cache, jar, env: { LAGRAPH_MAVEN_REPOSITORY: server.url } });
      await expect(installing).rejects.toThrow(why);
      await expect(installing).rejects.toThrow(/LAGRAPH_ONEDNN.*LAGRAPH_MAVEN_REPOSITORY/);
      expect(await readdir(cache)).toEqual([]);
    }
  });

  it('goes on with a download that was interrupted', async () => {
    const stop = new AbortController();
    const half = archive.length >> 1;
    const name = `dnnl-${TESTED_ONEDNN_VERSION}-1.5.13-here.jar.part`;
    {
      await using server = await serveFile(() => {
        void abortWhenFileHas(join(cache, name), half, stop);
        return archive.subarray(0, half);
      }, archive.length);
      const env = { LAGRAPH_MAVEN_REPOSITORY: server.url };
      await expect(installOnednn({ cache, jar, env, signal: stop.signal })).rejects.toThrow(/Interrupted/);
      expect((await stat(join(cache, name))).size).toBe(half);
    }
    await using server = await serveFile(() => archive);
    await installOnednn({ cache, jar, env: { LAGRAPH_MAVEN_REPOSITORY: server.url } });
    expect(server.requests.map(({ range }) => range)).toEqual([`bytes=${half}-`]);
    expect(await readdir(cache)).toEqual(['onednn']);
  });

  it('can be undone, with what came in part', async () => {
    await using server = await serveFile(() => archive);
    await installOnednn({ cache, jar, env: { LAGRAPH_MAVEN_REPOSITORY: server.url } });
    const { classifier } = Object.values(ONEDNN_JARS)[0]!;
    await writeFile(join(cache, `dnnl-${TESTED_ONEDNN_VERSION}-1.5.13-${classifier}.jar.part`), 'a part');
    expect(await uninstallOnednn(cache)).toBeGreaterThan('librarythreadsa part'.length);
    expect(await readdir(cache)).toEqual([]);
    expect(await uninstallOnednn(cache)).toBeNull();
  });

  it('refuses an address that is none, and does not repeat a password', async () => {
    for (const given of ['file:///maven', 'repository', 'https://me:secret@example.com/maven']) {
      const installing = installOnednn({ cache, jar, env: { LAGRAPH_MAVEN_REPOSITORY: given } });
      await expect(installing).rejects.toThrow('LAGRAPH_MAVEN_REPOSITORY must be the address');
      await expect(installing).rejects.not.toThrow('secret');
    }
  });
});

it('knows a jar of each platform, and says where it knows none', () => {
  for (const { size, sha256, files } of Object.values(ONEDNN_JARS)) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(size).toBeGreaterThan(5e6);
    expect(files[0]).toMatch(/dnnl/);
  }
  expect(() => onednnJar('sunos-x64')).toThrow('lagraph knows no oneDNN for sunos-x64');
});

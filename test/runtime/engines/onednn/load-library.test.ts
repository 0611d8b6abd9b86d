import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadOnednn } from '../../../../src/runtime/engines/onednn/index.js';
import { libraryFileProblem } from '../../../../src/runtime/engines/onednn/library-file.js';
import { built } from '../../transpiled-sources.js';
import { compileLibrary, noCompiler } from '../../../support/compile-library.js';
import { foundOnednn, noOnednn } from '../../../support/find-onednn.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-load-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The functions of oneDNN that say what it is. */
const versionSource = (major: number, minor: number) => `
static const struct { int major, minor, patch; const char *hash; unsigned cpu, gpu; } it =
  {${major}, ${minor}, 4, "", 2, 0};
const void *dnnl_version(void) { return &it; }
int dnnl_get_effective_cpu_isa(void) { return 0x27; }
`;

describe.skipIf(noCompiler)('a library', () => {
  it('says its version, its instruction set, and what its threads are', async () => {
    const path = await compileLibrary(folder, 'libdnnl.so.3', versionSource(3, 12));
    expect(loadOnednn(path)).toMatchObject({
      path,
      version: '3.12.4',
      isa: 'avx512_core',
      threading: 'openmp',
    });
  });

  it.each([
    [3, 10],
    [4, 0],
    [2, 20],
  ])('of version %d.%d is refused', async (major, minor) => {
    const path = await compileLibrary(folder, 'libdnnl.so.3', versionSource(major, minor));
    expect(() => loadOnednn(path)).toThrow(
      `${path} is oneDNN ${major}.${minor}.4, and the engine needs 3.11 or a later 3.x. \`lagraph engines add onednn\``,
    );
  });

  it('without the functions is refused', async () => {
    const path = await compileLibrary(folder, 'libdnnl.so.3', 'int other(void) { return 1; }');
    expect(() => loadOnednn(path)).toThrow(/can't be loaded \(.*dnnl_version.*\)/);
  });

  it('that is damaged, or of another processor, is refused before it is loaded', async () => {
    const path = await compileLibrary(folder, 'libdnnl.so.3', versionSource(3, 11));
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 100));
    expect(() => loadOnednn(path)).toThrow(`${path} is damaged: it ends before its end`);
    const other = Buffer.from(bytes);
    other.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18);
    await writeFile(path, other);
    expect(() => loadOnednn(path)).toThrow(`${path} is a library for another processor than this one`);
    await writeFile(path, 'no library');
    expect(() => loadOnednn(path)).toThrow(`${path} is no shared library of Linux`);
  });
});

describe('the header of a library', () => {
  const of = async (bytes: Buffer, platform: NodeJS.Platform, arch: NodeJS.Architecture) => {
    const path = join(folder, 'library');
    await writeFile(path, bytes);
    return libraryFileProblem(path, { platform, arch });
  };

  it('of macOS says its processor', async () => {
    const header = Buffer.alloc(64);
    header.writeUInt32LE(0xfeed_facf, 0);
    header.writeUInt32LE(0x0100_000c, 4);
    expect(await of(header, 'darwin', 'arm64')).toBeNull();
    expect(await of(header, 'darwin', 'x64')).toContain('another processor');
    expect(await of(Buffer.alloc(64), 'darwin', 'x64')).toContain('no shared library');
  });

  it('of Windows says its processor', async () => {
    const header = Buffer.alloc(256);
    header.write('MZ', 0);
    header.writeUInt32LE(128, 60);
    header.write('PE\0\0', 128, 'latin1');
    header.writeUInt16LE(0x8664, 132);
    expect(await of(header, 'win32', 'x64')).toBeNull();
    expect(await of(header, 'win32', 'arm64')).toContain('another processor');
    expect(await of(Buffer.from('MZ'), 'win32', 'x64')).toContain('no shared library');
  });
});

describe.skipIf(noOnednn)('oneDNN', () => {
  it('is loaded once, and is the version that is needed', () => {
    const one = loadOnednn(foundOnednn!.path);
    expect(loadOnednn(foundOnednn!.path)).toBe(one);
    expect(one.version).toMatch(/^3\.\d+\.\d+$/);
  });

  it('stays in the process when koffi closes it', async () => {
    const script = `
      import koffi from 'koffi';
      import { readFileSync } from 'node:fs';
      const { loadOnednn } = await import(process.argv[1]);
      const { library } = loadOnednn(process.argv[2]);
      library.unload();
      console.log(readFileSync('/proc/self/maps', 'utf8').includes(process.argv[2]));
    `;
    const entry = await built('runtime/engines/onednn/index.js');
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      script,
      entry,
      foundOnednn!.path,
    ]);
    expect(stdout.trim()).toBe('true');
  });
});

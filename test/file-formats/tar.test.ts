import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTar } from '../../src/file-formats/index.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-tar-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('readTar', () => {
  const long = `deep/${'folder/'.repeat(20)}${'name'.repeat(30)}.txt`;
  const files: Record<string, string> = { 'a.txt': 'a', 'empty.txt': '', [long]: 'b'.repeat(1500) };

  it.each(['ustar', 'pax'])('reads what tar writes in the form %s', async (format) => {
    // ustar has no place for the long name.
    const names = Object.keys(files).filter((name) => format === 'pax' || name !== long);
    for (const name of names) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), files[name]!);
    }
    const archive = execFileSync('tar', [`--format=${format}`, '-cf', '-', ...names], { cwd: folder });
    const read = [...readTar(archive)].map(({ name, data }) => [name, Buffer.from(data).toString()]);
    expect(Object.fromEntries(read)).toEqual(Object.fromEntries(names.map((name) => [name, files[name]])));
    expect(() => [...readTar(archive.subarray(0, 512))]).toThrow(/damaged|ends before/);
  });
});

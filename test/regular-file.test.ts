import { execFile, execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotRegularFileError, readRegularFile, readRegularFileOrPipe } from '../src/regular-file.js';

describe('a file that a person names', () => {
  let folder: string;
  const at = (name: string) => resolve(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(`${tmpdir()}/lagraph-`);
    await writeFile(at('file'), 'text');
    execFileSync('mkfifo', [at('pipe')]);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['.', 'is a folder, not a file'],
    ['pipe', 'is a pipe, not a file'],
    ['/dev/zero', 'is a device, not a file'],
  ])('is none if it is %s', async (name, what) => {
    await expect(readRegularFile(at(name))).rejects.toMatchObject({ what });
  });

  it('is none if it is a socket', async () => {
    const server = createServer().listen(at('socket'));
    await expect(readRegularFile(at('socket'))).rejects.toThrow(NotRegularFileError);
    server.close();
  });

  it('may be a pipe where that is wanted, which is read to its end', async () => {
    const write = (command: string) => promisify(execFile)('sh', ['-c', command]);
    for (const [command, bytes] of [
      ['printf hello', 5],
      [':', 0],
      ['printf a; sleep 0.05; printf b', 2],
      ['head -c 300000 /dev/zero', 300_000],
    ] as const) {
      const [read] = await Promise.all([
        readRegularFileOrPipe(at('pipe'), 300_000),
        write(`cd '${folder}'; { ${command}; } > pipe`),
      ]);
      expect(read.byteLength).toBe(bytes);
    }
    expect((await readRegularFileOrPipe(at('file'), 0)).toString()).toBe('text');
    await expect(readRegularFileOrPipe('/dev/zero', 10)).rejects.toMatchObject({
      what: 'is a device, not a file',
    });
  });

  it('is no pipe without an end', async () => {
    const endless = execFile('sh', ['-c', `cat /dev/zero > '${at('pipe')}'`]);
    await expect(readRegularFileOrPipe(at('pipe'), 100_000)).rejects.toMatchObject({
      what: 'is a pipe that more than 100000 bytes come through',
    });
    endless.kill();
  });
});

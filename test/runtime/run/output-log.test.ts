import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lineSplitter, createOutputLog } from '../../../src/runtime/run/output-log.js';

const folder = await mkdtemp(join(tmpdir(), 'lagraph-output-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('lineSplitter', () => {
  const heard = (pieces: readonly Buffer[]) => {
    const lines: string[] = [];
    const listen = lineSplitter((some) => lines.push(...some));
    pieces.forEach((piece) => listen(piece));
    listen(null);
    return lines;
  };

  it('puts lines together whatever pieces they come in', () => {
    const text = Buffer.from('oné\r\ntwo\n\nthree');
    for (let at = 0; at <= text.length; at++) {
      expect(heard([text.subarray(0, at), text.subarray(at)])).toEqual(['oné', 'two', '', 'three']);
    }
  });

  it('stops listening to what does not stop', () => {
    const lines = heard(Array.from({ length: 64 }, () => Buffer.from(`${'x'.repeat(65_535)}\n`)));
    expect(lines.length).toBeLessThan(20);
    expect(lines.at(-1)).toMatch(/the rest is not kept/);
  });
});

describe('output.log', () => {
  it('names the job before each line, and is not there where nothing was said', async () => {
    const log = createOutputLog(folder);
    log.listen('silent')(null);
    await log.flush();
    expect(await readdir(folder)).toEqual([]);
    log.listen('copy')(Buffer.from('hello\nthere\n'));
    await log.flush();
    expect(await readFile(join(folder, 'output.log'), 'utf8')).toBe('copy: hello\ncopy: there\n');
  });
});

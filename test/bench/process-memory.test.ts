import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { load } from './import-bench-module.js';

const { parentOf, proportionalSize, familyOf, watchMemory } = await load<{
  parentOf(stat: string): number;
  proportionalSize(rollup: string): number;
  familyOf(root: number, parents: Map<number, number>): number[];
  watchMemory(pid: number): () => Promise<number | null>;
}>('process-memory.mjs');

describe("/proc's files", () => {
  it('tell the parent, whatever the program is called', () => {
    expect(parentOf('42 (node) S 7 42 42 0 -1 4194304')).toBe(7);
    expect(parentOf('42 (a) b (c) R 7 42) S 9 42 42 0 -1')).toBe(9);
  });

  it('tell the size in bytes', () => {
    const rollup =
      '55d0-7ffe ---p 00000000 00:00 0 [rollup]\nRss:  9000 kB\nPss:   3000 kB\nPss_Anon: 10 kB\n';
    expect(proportionalSize(rollup)).toBe(3000 * 1024);
    expect(proportionalSize('')).toBe(0);
  });
});

it('a family is a process, its children and theirs, in whatever order they are found', () => {
  const parents = new Map([
    [5, 4],
    [4, 2],
    [3, 1],
    [2, 1],
    [6, 3],
  ]);
  expect(familyOf(2, parents).sort()).toEqual([2, 4, 5]);
});

it.skipIf(process.platform !== 'linux')('counts children of children', async () => {
  const held = 100 * 2 ** 20;
  const holds = `const held = Buffer.alloc(${held}, 1); console.log(held.length); setTimeout(() => {}, 60_000)`;
  const starts = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(holds)}], { stdio: 'inherit' })`;
  const child = spawn(process.execPath, ['-e', starts], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  try {
    await once(child.stdout, 'data');
    const peak = await watchMemory(child.pid!)();
    expect(peak).toBeGreaterThan(held);
    expect(peak).toBeLessThan(4 * held);
  } finally {
    process.kill(-child.pid!, 'SIGKILL');
  }
});

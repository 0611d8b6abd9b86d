/**
 * Some of the rounds of bench/: killed runs, full disks, failing file operations, and eight concurrent runs. Slow,
 * because each round is two whole runs of lagraph or more.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { rounds, roundsSeed, roundsTimeout } from '../support/rounds.js';
import { load } from './import-bench-module.js';

interface Outcome {
  skipped?: string;
  report?: Record<string, unknown>;
  wrong?: string[];
}
type Rounds = (args: string[], say: (line: string) => void) => Promise<Outcome | string>;

let folder = '';
beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-rounds-'));
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const seed = roundsSeed(7);

async function outcomeOf(script: string, args: string[]): Promise<Outcome> {
  const { rounds } = await load<{ rounds: Rounds }>(script);
  return (await rounds(args, () => undefined)) as Outcome;
}

describe.each([
  ['inject-io-errors.mjs', rounds(8)],
  ['full-disk.mjs', rounds(2)],
  ['concurrent-runs.mjs', rounds(1)],
  ['kill-and-resume.mjs', rounds(5)],
])('%s', (script, count) => {
  it(
    `loses, tears and mistakes nothing in ${count} rounds`,
    async (test) => {
      const { skipped, report, wrong } = await outcomeOf(script, [
        '--rounds',
        `${count}`,
        '--seed',
        `${seed}`,
      ]);
      if (skipped !== undefined) {
        process.stderr.write(`skipped: ${script}: ${skipped}\n`);
        test.skip();
      }
      expect(wrong, JSON.stringify(report)).toEqual([]);
      expect(report).toMatchObject({ rounds: count, seed });
    },
    roundsTimeout(600_000),
  );

  it('says how it is used, and what it does not take', async () => {
    const { rounds } = await load<{ rounds: Rounds }>(script);
    expect(await rounds(['--help'], () => undefined)).toContain(`usage: node bench/${script}`);
    await expect(rounds(['--rounds', 'many'], () => undefined)).rejects.toThrow(
      '--rounds takes a whole number',
    );
    await expect(rounds(['--depth', '3'], () => undefined)).rejects.toThrow('--help');
  });
});

describe('starts-and-ends.mjs', () => {
  it('sees runs begin, train in processes of their own, and end well', async () => {
    const { report, wrong } = await outcomeOf('starts-and-ends.mjs', ['--rounds', '2', '--engine', 'onnx']);
    expect(wrong, JSON.stringify(report)).toEqual([]);
    expect(report).toMatchObject({ rounds: 2, engine: 'onnx', 'processes that trained': 4 });
  }, 120_000);

  it('tells of a run that does not', async () => {
    const { wrong } = await outcomeOf('starts-and-ends.mjs', ['--rounds', '1', '--engine', 'nothing']);
    expect(wrong).toEqual([expect.stringMatching(/^round 1 ends with 2: /)]);
  }, 60_000);
});

describe('after a power cut', () => {
  it('no directory is missing that something durable lies in', async (test) => {
    const { compile, failing } = await load<{
      compile(folder: string): Promise<string | null>;
      failing(library: string, what: object): Promise<Record<string, string>>;
    }>('fault-injection/preload-library.mjs');
    const { run, writeCase } = await load<{
      run(folder: string, store: string, args: string[], env: object): Promise<{ code: number; err: string }>;
      writeCase(folder: string): Promise<void>;
    }>('fault-injection/harness.mjs');
    const library = await compile(folder);
    if (library === null) {
      process.stderr.write('skipped: no C compiler (cc) here, so what reaches the disk is not looked at\n');
      return test.skip();
    }
    await writeCase(folder);
    const [store, log] = [join(folder, 'store'), join(folder, 'log')];
    const { code, err } = await run(folder, store, [], await failing(library, { folder, under: store, log }));
    expect(code, err).toBe(0);

    // A new directory entry is durable once the directory that contains it is synced.
    const pending = new Map<string, string>();
    const made: string[] = [];
    for (const line of (await readFile(log, 'utf8')).trim().split('\n')) {
      const [what, path] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
      if (what === 'sync')
        for (const name of pending.keys()) if (dirname(name) === path) pending.delete(name);
      if (what === 'sync' || /^\/(tmp|locks)(\/|$)/.test(path.slice(store.length))) continue;
      pending.set(path, what);
      if (what === 'mkdir') made.push(path.slice(store.length));
    }
    // The store itself is in a folder that the library does not watch.
    pending.delete(store);
    expect([...pending.keys()]).toEqual([]);
    expect(made).toEqual(expect.arrayContaining(['/objects', '/runs', '/checkpoints']));
    expect(made.some((path) => /^\/objects\/[0-9a-f]{2}$/.test(path))).toBe(true);
  }, 120_000);
});

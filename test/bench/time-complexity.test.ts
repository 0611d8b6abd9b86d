import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, root } from '../support/build-dist.js';

beforeAll(build, 180_000);

/** Milliseconds: it takes about 20 s of processor time. */
const PATIENCE = 600_000;

interface Kind {
  family: string;
  bad: boolean;
  power: number | null;
  steepest?: string;
  rows: { n: number; amount: number | null; outcome: string }[];
}

const run = (args: string[]): Promise<{ code: unknown; out: string; err: string }> =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      [join(root, 'bench/time-complexity.mjs'), ...args],
      { cwd: root, maxBuffer: 2 ** 26 },
      (error, out, err) => resolve({ code: error ? error.code : 0, out, err }),
    ),
  );

describe('node bench/time-complexity.mjs', () => {
  it(
    'counts what check does: of every kind of graph, twice as much of it is not much more than twice the work',
    async () => {
      const { code, out, err } = await run(['--work', '--json']);
      expect(err).toBe('');
      const { kinds } = JSON.parse(out) as { kinds: Kind[] };
      expect(kinds.length).toBeGreaterThan(100);
      expect(kinds.filter(({ bad }) => bad)).toEqual([]);
      expect(code).toBe(0);
      for (const { rows } of kinds) expect(rows.map(({ amount }) => amount! > 100)).toEqual([true, true]);
    },
    PATIENCE,
  );

  it(
    'counts the same each time, and tells what grows by the square',
    async () => {
      const args = ['--work', '--json', '--only', 'models that add', '--sizes', '20,40'];
      const [first, second] = await Promise.all([run(args), run(args)]);
      expect(first.out).toBe(second.out);
      const [kind] = (JSON.parse(first.out) as { kinds: Kind[] }).kinds;
      expect(kind!.power).toBeGreaterThan(1.3);
    },
    PATIENCE,
  );

  it('says what is wrong with its options', async () => {
    expect(await run(['--sizes', 'a'])).toMatchObject({ code: 2, out: '' });
    expect((await run(['--only', 'nothing of the kind'])).err).toContain('no kind whose name holds');
  });
});

/** A part of a round of bench/fuzz-train.mjs: what the check lets through can be trained, or hardly ever not. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { build, root } from '../support/build-dist.js';
import { rounds, roundsTimeout } from '../support/rounds.js';

beforeAll(() => build(), 120_000);

interface Round {
  counts: Record<'refused' | 'trained' | 'failed' | 'hung' | 'crashed', number>;
  bad: unknown[];
}

const fuzz = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'bench/fuzz-train.mjs'), ...args], { encoding: 'utf8' });

it(
  'trains mutants of the zoo for a step, and none crashes or hangs',
  { timeout: roundsTimeout(600_000) },
  () => {
    const count = rounds(500);
    const { status, stdout, stderr } = fuzz('--count', `${count}`, '--json');
    expect(stderr).toBe('');
    const { counts, bad } = JSON.parse(stdout) as Round;
    expect({ bad, status }).toEqual({ bad: bad.slice(0, counts.failed), status: 0 });
    expect(counts.trained).toBeGreaterThan(count / 10);
    expect(counts.refused).toBeGreaterThan(count / 2);
  },
);

it('says what is wrong with its arguments', () => {
  expect(fuzz('--engine', 'other')).toMatchObject({ status: 2, stderr: '--engine is onnx or tfjs\n' });
});

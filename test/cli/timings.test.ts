import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHASE_PARTS, RUN_PARTS, type RunEvent } from '../../src/runtime/index.js';
import { build } from '../support/build-dist.js';
import { digitsGraph, writeDigits } from '../support/digits-graph.js';
import { events, lagraph } from '../support/spawn-lagraph.js';

let folder = '';

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-timings-'));
  await writeDigits(folder);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

type Timings = Extract<RunEvent, { event: 'timings' }>;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const run = (...options: string[]) =>
  lagraph(['run', 'digits.yaml', '--engine', 'tfjs', ...options], { cwd: folder });

describe('where the time of a run went', () => {
  it('is an event before the last, whose parts add up to the whole', async () => {
    const begun = performance.now();
    const { code, out, err } = await run('--json', '--store', 'a');
    const outside = (performance.now() - begun) / 1000;
    expect(code, err).toBe(0);
    const all = events(out);
    expect(all.slice(-2).map(({ event }) => event)).toEqual(['timings', 'done']);
    const told = all.find((event): event is Timings => event.event === 'timings')!;
    expect(told.seconds).toBeLessThanOrEqual(outside);
    expect(sum(RUN_PARTS.map((part) => told.parts[part]))).toBeCloseTo(told.seconds, 2);
    expect(Object.keys(told.phases)).toEqual(['read', 'again']);
    expect(Object.keys(told.memory)).toEqual(['read', 'again']);
    // More than Node itself, and less than a machine has.
    for (const bytes of Object.values(told.memory)) {
      expect(bytes).toBeGreaterThan(20e6);
      expect(bytes).toBeLessThan(totalmem());
    }
    // One phase waits for the other, so that both together take no more than all of training.
    const ofPhases = Object.values(told.phases).map((parts) => sum(PHASE_PARTS.map((part) => parts[part])));
    expect(sum(ofPhases)).toBeLessThanOrEqual(told.parts.phases + 0.01);
    for (const phase of Object.values(told.phases)) {
      for (const part of PHASE_PARTS) expect(phase[part], part).toBeGreaterThanOrEqual(-0.001);
      for (const part of ['start', 'data', 'prepare', 'steps', 'checkpoints'] as const)
        expect(phase[part], part).toBeGreaterThan(0);
      expect(phase.validation).toBe(0);
    }
    const done = all.find((event) => event.event === 'done')!;
    expect(done.seconds).toBeLessThanOrEqual(told.seconds);
  });

  it('is a table at the end, if it is asked for; of what was trained in this run', async () => {
    const first = await run('--timings', '--store', 'b');
    expect(first.code, first.err).toBe(0);
    expect(first.out).toMatch(/in all, in seconds: start [\d.]+, plan [\d.]+, phases [\d.]+/);
    expect(first.out).toMatch(/^seconds of +all +start +.*prepare +.*steps +/m);
    expect(first.out).toMatch(/^seconds of .* memory$/m);
    expect(first.out).toMatch(/^read +\d.* [kMG]B$/m);
    expect(first.out).toMatch(/^all phases +\d/m);
    expect(first.out).toMatch(/^share +100 % +/m);
    const again = await run('--timings', '--store', 'b');
    expect(again.code, again.err).toBe(0);
    expect(again.out).toMatch(/in all, in seconds: /);
    expect(again.out).not.toContain('seconds of');
    const without = await run('--store', 'b');
    expect(without.out).not.toContain('in all, in seconds');
  });

  it('is known of a phase that fails, too', async () => {
    const text = digitsGraph.replace('loss: mean', 'loss: 1e30 * mean').replace('(label,', '(1e30 * label,');
    await writeFile(join(folder, 'diverging.yaml'), text);
    const { code, out } = await lagraph(
      ['run', 'diverging.yaml', '--engine', 'tfjs', '--json', '--store', 'c'],
      { cwd: folder },
    );
    expect(code).toBe(3);
    const told = events(out).find((event): event is Timings => event.event === 'timings')!;
    const { read } = told.phases;
    for (const part of ['start', 'data', 'prepare', 'steps'] as const)
      expect(read![part], part).toBeGreaterThan(0);
    expect(read!.other).toBeLessThan(read!.start);
    expect(told.memory.read).toBeGreaterThan(20e6);
  });
});

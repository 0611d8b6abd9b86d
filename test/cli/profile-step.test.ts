/** `plan --profile-step`, and what `--explain-engine` says of onednn, as a user runs them; the times depend on the machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineExplanation, StepProfile } from '../../src/runtime/index.js';
import { build } from '../support/build-dist.js';
import { foundOnednn, noOnednn } from '../support/find-onednn.js';
import { lagraph } from '../support/spawn-lagraph.js';

const graph = 'examples/linker.yaml';
let folder = '';
const plan = (...args: string[]) =>
  lagraph(['plan', graph, '--store', join(folder, 'store'), ...args], {
    env: { LAGRAPH_ONEDNN: foundOnednn?.path ?? 'none' },
  });

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-profile-'));
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(noOnednn)('plan --profile-step', () => {
  it('shows the operations of a phase, those that take longest first', async () => {
    const { code, out, err } = await plan('--profile-step', 'link');
    expect(code, err).toBe(0);
    const [head, titles, ...rows] = out.split('\n\n').at(-1)!.trimEnd().split('\n');
    expect(head).toMatch(
      /^link, a step of 64 examples; \d+ threads?; oneDNN \d.*; [\d.]+ ms in \d+ operations$/,
    );
    expect(titles).toMatch(/^operation +layer +implementation +result lies +ms +GFLOP\/s +share$/);
    expect(rows.length).toBe(Number(/in (\d+) operations/.exec(head!)![1]));
    expect(rows.join('\n')).toMatch(/linker\/dense/);
    const shares = rows.map((row) => Number(/([\d.]+) %$/.exec(row)![1]));
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(100, -1);
  });

  it('gives all phases as JSON, and what computes each operation', async () => {
    const { code, out, err } = await plan('--json', '--profile-step', 'seed=4');
    expect(code, err).toBe(0);
    const { profile } = JSON.parse(out) as { profile: StepProfile };
    expect(profile.engine).toBe('onednn');
    expect(profile.phases!.map(({ phase }) => phase)).toEqual(['read_hands', 'know_digits', 'link']);
    for (const { operations } of profile.phases!) {
      for (const one of operations) {
        expect(one.milliseconds).toBeGreaterThanOrEqual(0);
        expect(one.implementation).not.toBe('');
      }
      const counted = operations.filter(({ gflopsPerSecond }) => gflopsPerSecond !== null);
      expect(counted.length).toBeGreaterThan(0);
      expect(counted.every(({ gflopsPerSecond }) => gflopsPerSecond! > 0)).toBe(true);
    }
    const first = profile.phases![0]!.operations;
    const convolution = first.find(
      ({ layer, gflopsPerSecond }) => /^hand_encoder\/conv2d/.test(layer) && gflopsPerSecond !== null,
    );
    expect(convolution!.implementation).toMatch(/:/);
    expect(first.some(({ layer }) => layer.startsWith('gradient/hand_encoder/'))).toBe(true);
  });

  it('is told by layer where the engine is explained', async () => {
    const { code, out, err } = await plan('--engine', 'onednn', '--explain-engine', 'link');
    expect(code, err).toBe(0);
    const text = out.split('\n\n').at(-1)!;
    expect(text).toMatch(/^layer +operations +result lies +operations of the gradient/m);
    expect(text).toMatch(/^linker\/dense .*\(/m);
    expect(text).toMatch(/^total .* 100\.0 %$/m);
    const { out: json } = await plan('--json', '--engine', 'onednn', '--explain-engine', 'link');
    const { engine } = JSON.parse(json) as { engine: EngineExplanation };
    expect(engine).toMatchObject({ engine: 'onednn', phases: null });
    expect(engine.measured!.map(({ phase }) => phase)).toEqual(['link']);
  });
});

describe('plan --profile-step without oneDNN', () => {
  it('says which engine tells its operations apart', async () => {
    const { code, out } = await plan('--profile-step', 'link', '--engine', 'tfjs');
    expect(code).toBe(0);
    expect(out).toContain(
      'The engine tfjs does not tell the operations of its steps apart; --engine onednn does.',
    );
  });

  it('says what brings the library', async () => {
    const missing = await lagraph(
      ['plan', graph, '--store', join(folder, 'store'), '--profile-step', 'link'],
      {
        env: { LAGRAPH_ONEDNN: 'none' },
      },
    );
    expect(missing.code).toBe(3);
    expect(missing.err).toContain('LAGRAPH_ONEDNN');
  });

  it('knows no phase that is not there', async () => {
    expect(await plan('--profile-step', 'lnk')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('there is no phase lnk'),
    });
  });
});

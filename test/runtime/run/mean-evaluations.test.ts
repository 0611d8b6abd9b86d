import { describe, expect, it } from 'vitest';
import { meanEvaluations } from '../../../src/runtime/run/mean-evaluations.js';
import type { EvaluationRecord } from '../../../src/runtime/run/manifest.js';

const record = (name: string, value: number): EvaluationRecord => ({
  name,
  key: 'k',
  value,
  expect: null,
  ok: true,
  cached: false,
  simulated: false,
});
const expectation = (text: '>=' | '<=', value: number) => ({ comparison: text, value });

describe('evaluations over several seeds', () => {
  const program = {
    evaluations: [
      { name: 'read', expect: expectation('>=', 0.5) },
      { name: 'error', expect: null },
    ],
  } as unknown as Parameters<typeof meanEvaluations>[0];

  it('are the mean, with the deviation of a sample and the value of each seed', () => {
    const [read] = meanEvaluations(program, [
      { seed: 1, evaluations: [record('read', 0.2), record('error', 3)] },
      { seed: 5, evaluations: [record('read', 0.8), record('error', 3)] },
    ]);
    expect(read!.value).toBeCloseTo(0.5, 12);
    expect(read!.spread).toBeCloseTo(Math.sqrt(0.18), 12);
    expect(read!.bySeed).toEqual([
      { seed: 1, value: 0.2 },
      { seed: 5, value: 0.8 },
    ]);
  });

  it('are left out where a seed has none', () => {
    const means = meanEvaluations(program, [
      { seed: 1, evaluations: [record('read', 0.2)] },
      { seed: 2, evaluations: [record('read', 0.2), record('error', 3)] },
    ]);
    expect(means.map(({ name }) => name)).toEqual(['read']);
  });
});

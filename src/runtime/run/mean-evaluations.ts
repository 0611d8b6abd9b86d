import { expectationText, meetsExpectation, type Program } from '../../compiler/index.js';
import { meanAndSpread } from '../../mean-and-spread.js';
import type { EvaluationRecord } from './manifest.js';

/**
 * Evaluations of one graph with several seeds: the mean of each, which is held to what the graph expects, the standard
 * deviation of a sample, and the value with each seed. Those that not all seeds have are left out.
 */
export function meanEvaluations(
  { evaluations }: Pick<Program, 'evaluations'>,
  seeds: readonly { seed: number; evaluations: readonly EvaluationRecord[] }[],
): EvaluationRecord[] {
  return evaluations.flatMap(({ name, expect }) => {
    const records = seeds.flatMap((one) => {
      const record = one.evaluations.find((each) => each.name === name);
      return record ? [{ seed: one.seed, record }] : [];
    });
    if (records.length < seeds.length) return [];
    const { value, spread } = meanAndSpread(records.map(({ record }) => record.value));
    return [
      {
        name,
        key: records[0]!.record.key,
        value,
        spread,
        bySeed: records.map(({ seed, record }) => ({ seed, value: record.value })),
        expect: expect && expectationText(expect),
        ok: expect === null || meetsExpectation(value, expect),
        cached: records.every(({ record }) => record.cached),
        simulated: records.some(({ record }) => record.simulated),
      },
    ];
  });
}

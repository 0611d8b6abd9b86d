import { expectationText, meetsExpectation } from '../../compiler/index.js';
import { keyOfWireValues } from '../plan/index.js';
import { runJob } from '../jobs/index.js';
import { findResult } from '../store/index.js';
import { tensorsHashOf } from './resolve-phase.js';
import { commonJobFields, datasetHashes, networkSources, type RunContext } from './run-context.js';

/**
 * Computes the evaluations whose networks are all trained by selected phases.
 *
 * @param isOneOfSeveral what is expected concerns the mean over several seeds, not this one
 */
export async function runEvaluations(context: RunContext, isOneOfSeveral = false): Promise<void> {
  const { program, plan, manifest, options, emit } = context;
  const { lookup } = plan;
  const there = new Set(plan.phases.map(({ name }) => name));
  const asked = program.evaluations
    .filter(({ networks }) => networks.every(({ from }) => from === null || there.has(from)))
    .map((evaluation) => {
      const { data, wires, measure, networks } = evaluation;
      const what = { kind: 'evaluation' as const, data, wires, wanted: [measure], networks };
      const simulated =
        plan.preflight.datasets.some((one) => one.simulated && one.name === data.dataset) ||
        networks.some(({ from }) => from !== null && plan.simulated.has(from));
      return {
        evaluation,
        simulated,
        ...keyOfWireValues(program, what, lookup.sourceHash, (result) =>
          tensorsHashOf(program, lookup.results, result)!,
        ),
      };
    });
  const known = new Map<string, number>();
  for (const { evaluation, key } of asked) {
    const { result } = await findResult(plan.store, `${key}.`, lookup.choice);
    const value = result?.artifact.metrics['value'];
    if (value !== undefined) known.set(evaluation.name, value);
  }
  const missing = asked.filter(({ evaluation }) => !known.has(evaluation.name));
  const computed =
    missing.length === 0
      ? {}
      : await runJob(
          {
            ...commonJobFields(context),
            task: 'measure',
            hashes: datasetHashes(
              plan,
              missing.map(({ evaluation }) => evaluation.data.dataset),
            ),
            evaluations: missing.map(({ evaluation, key, inputs, simulated }) => ({
              name: evaluation.name,
              key,
              inputs,
              simulated,
              networks: networkSources(plan, evaluation.networks),
            })),
          },
          { event: emit, stop: options.signal, output: context.output.listen('evaluate') },
        );
  for (const { evaluation, key, simulated } of asked) {
    const { name } = evaluation;
    const value = known.get(name) ?? computed[name]!;
    const expected = isOneOfSeveral ? null : evaluation.expect;
    const expect = expected && expectationText(expected);
    const ok = expected === null || meetsExpectation(value, expected);
    manifest.evaluations.push({ name, key, value, expect, ok, cached: known.has(name), simulated });
    emit({ event: 'evaluate', name, value, expect, ok, simulated });
  }
}

import { runJob } from '../jobs/index.js';
import { keyOfLoad, loadsOfProgram, weightsOfLoad } from '../plan/index.js';
import { isArtifactThere, untilNoCollection } from '../store/index.js';
import type { RunContext } from './run-context.js';

/** Keeps in the store what networks take from files with weights. The run's record names it already. */
export async function loadWeightFiles({ program, plan, options, output, emit }: RunContext): Promise<void> {
  const loads = loadsOfProgram(program);
  if (loads.length === 0) return;
  await untilNoCollection(plan.store);
  const areThere = await Promise.all(
    plan.weights.map(({ artifact }) => isArtifactThere(plan.store, artifact)),
  );
  if (areThere.every(Boolean)) return;
  await runJob(
    {
      task: 'weights',
      store: plan.store.root,
      base: options.data?.base ?? '.',
      loads: loads.map((one) => ({
        network: one.network.name,
        weights: weightsOfLoad(one).map(({ name, shape }) => ({ name, shape })),
        load: one.load,
        key: keyOfLoad(one.load),
      })),
    },
    { event: emit, stop: options.signal, output: output.listen('weights') },
  );
}

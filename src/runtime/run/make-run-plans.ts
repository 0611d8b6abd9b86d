import type { Program } from '../../compiler/index.js';
import type { RunEvent, RunOptions } from '../api/index.js';
import { allocateThreads } from '../plan/index.js';
import { makeRunPlan, type RunPlan } from './run-plan.js';
import { seedLabels } from './seed-labels.js';

/**
 * The plans of one graph with several seeds, in their order. They share the cores: threads and the order of start are
 * those of all their phases together. Throws what makeRunPlan throws.
 */
export async function makeRunPlans(
  programs: readonly Program[],
  options: RunOptions,
  emit: (event: RunEvent) => void,
  onOutput: (piece: Buffer | null) => void,
): Promise<RunPlan[]> {
  const [first, ...others] = programs;
  const plans = [await makeRunPlan(first!, options, emit, onOutput)];
  // What there is to say about the data has been said, and they are not waited for again.
  const { onSources: _, ...rest } = options;
  const again = { ...rest, data: { ...options.data, surveyed: true } };
  for (const program of others)
    plans.push(
      await makeRunPlan(
        program,
        again,
        () => undefined,
        () => undefined,
      ),
    );
  return others.length === 0 ? plans : sharedCores(programs, plans);
}

function sharedCores(programs: readonly Program[], plans: readonly RunPlan[]): RunPlan[] {
  const labels = seedLabels(programs);
  const { cores, maxThreads } = plans[0]!;
  const workloads = plans.flatMap((plan, at) =>
    plan.workloads.map(({ name, after, work }) => ({
      name: labels[at]!(name),
      after: after.map(labels[at]!),
      work,
    })),
  );
  const { threads, startOrder, maxConcurrent } = allocateThreads(workloads, cores, maxThreads);
  const rank = new Map(startOrder.map((name, at) => [name, at]));
  return plans.map((plan, at) => {
    const ofPhases = <T>(all: ReadonlyMap<string, T>): Map<string, T> =>
      new Map(plan.workloads.map(({ name }) => [name, all.get(labels[at]!(name))!]));
    return { ...plan, maxConcurrent, threads: ofPhases(threads), startRank: ofPhases(rank) };
  });
}

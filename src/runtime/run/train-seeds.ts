import { runTasks, type Task, type TaskOutcome } from '../scheduler/index.js';
import { outdatedPhases } from './outdated-phases.js';
import { preparePhases } from './train-phases.js';
import type { RunContext } from './run-context.js';

/**
 * Trains the phases of one graph with several seeds, all at once as far as there are cores. What is the same with two
 * seeds is trained once. False if some are not finished.
 */
export async function trainSeeds(contexts: readonly RunContext[]): Promise<boolean> {
  const { plan, options, program } = contexts[0]!;
  const outdated = await outdatedPhases(plan.store, program.name);
  const trainings = [];
  for (const context of contexts) trainings.push(await preparePhases(context, outdated));
  /** The task that trains what has this key. */
  const trainedBy = new Map<string, string>();
  const tasks = trainings.flatMap(({ tasks: own }, at) => {
    const { label, plan: ofSeed } = contexts[at]!;
    return own.map((task): Task & { rank: number } => {
      const name = label(task.name);
      const key = ofSeed.states.get(task.name)?.key ?? null;
      const same = key === null ? undefined : trainedBy.get(key);
      if (key !== null && same === undefined) trainedBy.set(key, name);
      return {
        ...task,
        name,
        after: [...task.after.map(label), ...(same === undefined ? [] : [same])],
        rank: ofSeed.startRank.get(task.name)!,
      };
    });
  });
  const outcomes = await runTasks(
    tasks.sort((a, b) => a.rank - b.rank),
    { jobs: plan.jobs, cores: plan.cores },
    options.signal,
  );
  const settled = trainings.map(({ tasks: own, settle }, at) => {
    const { label } = contexts[at]!;
    return settle(new Map(own.map(({ name }): [string, TaskOutcome] => [name, outcomes.get(label(name))!])));
  });
  return settled.every(Boolean);
}

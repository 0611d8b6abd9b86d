/** Why phases are to be trained: what has changed since the newest run of the graph. */
import type { Phase, Program } from '../../compiler/index.js';
import { diff, whyTrained, type ProgramDiff } from '../../diff/index.js';
import { STORE_FORMAT } from '../store/index.js';
import { isFinished } from './manifest.js';
import type { RunPlan } from './run-plan.js';
import { RunNotFoundError } from './run-not-found-error.js';
import { loadRun, readRuns, type OpenedRun } from './stored-runs.js';

export interface TrainingReasons {
  /** The run that the graph is compared with; null if there is none. */
  comparedWith: string | null;
  /** By phase, for those that are to be trained. */
  reasons: ReadonlyMap<string, string>;
}

export const NO_REASONS: TrainingReasons = { comparedWith: null, reasons: new Map() };

/** The newest run of a graph that has finished a phase and whose program can be read. */
async function newestRun(store: string, graph: string): Promise<OpenedRun | null> {
  const candidates = (await readRuns(store)).runs.filter(
    (run) =>
      run.graph === graph &&
      run.format === STORE_FORMAT &&
      run.phases.some(({ status }) => isFinished(status)),
  );
  for (const { run } of candidates.reverse()) {
    try {
      return await loadRun(store, run);
    } catch (error) {
      // A damaged program: an older run may serve.
      if (!(error instanceof RunNotFoundError)) throw error;
    }
  }
  return null;
}

export async function trainingReasons(program: Program, plan: RunPlan): Promise<TrainingReasons> {
  const untrained = plan.phases.filter(({ name }) => {
    const state = plan.states.get(name)!;
    return state.state === 'train' || (state.state === 'waiting' && !state.mayBeCached);
  });
  const earlier = untrained.length === 0 ? null : await newestRun(plan.store.root, program.name);
  if (!earlier) return NO_REASONS;
  const difference = diff(earlier.program, program);
  return {
    comparedWith: earlier.manifest.run,
    reasons: new Map(
      untrained.map((phase) => [phase.name, reasonsOf(phase, plan, earlier, difference).join('; ')]),
    ),
  };
}

function reasonsOf(phase: Phase, plan: RunPlan, { manifest }: OpenedRun, difference: ProgramDiff): string[] {
  const sources = new Map(manifest.sources?.map(({ name, hash }) => [name, hash]));
  const changed = phase.fingerprint.sources.filter((name) => {
    const before = sources.get(name);
    return before !== undefined && before !== plan.lookup.sourceHash(name);
  });
  const reasons = [
    ...whyTrained(difference, phase.name),
    ...changed.map((name) => `${name} holds other data`),
  ];
  if (reasons.length > 0) return reasons;

  const parents = [...new Set(phase.fingerprint.parents.map((parent) => parent.phase))];
  const moved = parents.filter((name) => plan.states.get(name)!.state !== 'cached');
  if (moved.length > 0) return [`it starts from ${moved.join(', ')}`];
  const record = manifest.phases.find(({ name }) => name === phase.name);
  if (!record || !isFinished(record.status)) return ['it was not finished'];
  const { engine, only } = plan.lookup.choice;
  if (only && record.engines?.join() !== engine)
    return [`it was trained by ${record.engines!.join(', then ')}, not by ${engine} alone`];
  const state = plan.states.get(phase.name)!;
  if (state.state === 'train' && record.key !== state.key)
    return ['what it starts from is other than it was'];
  return ['its result is no longer whole in the store'];
}

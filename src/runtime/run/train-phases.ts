import type { Phase } from '../../compiler/index.js';
import { prerequisitePhases } from '../plan/index.js';
import { saveManifest, type PhaseRecord } from './manifest.js';
import { isRetrainingForced, type RunPlan } from './run-plan.js';
import { JobStoppedError, runJob, type TrainPhaseResult } from '../jobs/index.js';
import { runTasks, type Task } from '../scheduler/index.js';
import { outdatedPhases, outdatedPhasesMessage } from './outdated-phases.js';
import { findArtifact, type Artifact } from '../store/index.js';
import { commonJobFields, RESUME_HINT, runFailureOf, type RunContext } from './run-context.js';

/** The record of a phase that has not begun. */
export function waitingPhaseRecord(phase: Phase, plan: RunPlan): PhaseRecord {
  const { key, simulated } = plan.keys.get(phase.name)!;
  const after = prerequisitePhases(phase);
  const nothing = { seconds: 0, epochs: 0, kept: null, stopped: null, metrics: {} };
  return { name: phase.name, key, after, status: 'waiting', ...nothing, simulated };
}

/**
 * Trains the phases that are not cached. Returns false if some of them are not finished at the end; the manifest then
 * says why.
 */
export async function trainPhases(context: RunContext): Promise<boolean> {
  const { plan, manifest, options } = context;
  const forced = (name: string) => isRetrainingForced(options, name);

  const done = (record: PhaseRecord, status: TrainPhaseResult['status'], artifact: Artifact) => {
    const { metrics, stopped = null } = artifact;
    const epochs = artifact.epochs.length;
    const kept = artifact.kept ?? epochs;
    Object.assign(record, { status, seconds: artifact.seconds, epochs, kept, stopped, metrics });
    context.log.setHistory(record.name, artifact.epochs);
    // A cached phase took no time in this run.
    const seconds = status === 'cached' ? 0 : artifact.seconds;
    context.emit({ event: 'phase', name: record.name, status, seconds, epochs, kept, stopped, metrics });
  };

  const train = async (phase: Phase, record: PhaseRecord, stop: AbortSignal): Promise<void> => {
    const { key, inputs, simulated, other } = plan.keys.get(phase.name)!;
    record.status = 'running';
    await saveManifest(plan.store, manifest);
    const keys = Object.fromEntries(
      prerequisitePhases(phase).map((name) => [name, plan.keys.get(name)!.key]),
    );
    const { status, artifact } = await runJob(
      {
        ...commonJobFields(context),
        threads: plan.threads.get(phase.name)!,
        task: 'phase',
        phase: phase.name,
        key,
        inputs,
        keys,
        simulated,
        ...(other ? { other } : {}),
        force: forced(phase.name),
      },
      { event: context.emit, stop, output: context.output.listen(phase.name) },
    );
    done(record, status, artifact);
    await saveManifest(plan.store, manifest);
  };

  const records = new Map(manifest.phases.map((record) => [record.name, record]));
  const phases = new Map(plan.phases.map((phase) => [phase.name, phase]));
  // Cached phases are reported first: they need neither a process nor a core.
  for (const { name, key } of manifest.phases) {
    const found = forced(name) ? null : await findArtifact(plan.store, key);
    if (found?.status === 'found') done(records.get(name)!, 'cached', found.artifact);
  }
  await emitOutdatedNotice(context);
  const tasks = plan.startOrder.flatMap((name): Task[] => {
    const phase = phases.get(name);
    const record = records.get(name);
    if (!phase || !record || record.status === 'cached') return [];
    const threads = plan.threads.get(name)!;
    const after = record.after.filter((before) => records.get(before)?.status !== 'cached');
    return [{ name, after, threads, run: (stop) => train(phase, record, stop) }];
  });
  const outcomes = await runTasks(tasks, { jobs: plan.jobs, cores: plan.cores }, options.signal);

  let whole = true;
  for (const record of manifest.phases) {
    const outcome = outcomes.get(record.name);
    if (!outcome || outcome.status === 'done') continue;
    whole = false;
    if (outcome.status === 'stopped') record.status = 'stopped';
    if (outcome.status !== 'failed') continue;
    record.status = 'failed';
    context.problems.push(runFailureOf(outcome.error, record.name));
    manifest.status = 'failed';
    manifest.problem = context.problems.map((one) => one.message).join('\n');
    context.emit({ event: 'failed', phase: record.name, message: runFailureOf(outcome.error).message });
  }
  for (const outcome of outcomes.values()) {
    // A bug that occurred while stopping is still reported.
    const hidden = outcome.status === 'stopped' && !(outcome.error instanceof JobStoppedError);
    if (hidden) context.emit({ event: 'notice', message: runFailureOf(outcome.error).message });
  }
  if (!whole && manifest.status === 'running') {
    manifest.status = 'interrupted';
    manifest.problem = RESUME_HINT;
  }
  return whole;
}

/** Results of an older format are not used: the user is told why they are trained again. */
async function emitOutdatedNotice({ program, plan, manifest, emit }: RunContext): Promise<void> {
  const outdated = await outdatedPhases(plan.store, program.name);
  const again = manifest.phases.flatMap(({ name, status }) =>
    status !== 'cached' && outdated.has(name) ? [{ name, outdated: outdated.get(name)! }] : [],
  );
  if (again.length > 0) emit({ event: 'notice', message: outdatedPhasesMessage(again), level: 'info' });
}

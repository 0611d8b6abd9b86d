import {
  artifactIdentity,
  describeNetwork,
  enginesOfArtifact,
  findArtifact,
  findResult,
  lockDirectory,
  acquireLockUnlessReady,
  keepLastCheckpoint,
  openStore,
  removeCheckpoints,
  saveArtifact,
  storedName,
  quarantineArtifact,
  type EngineChoice,
  type StoredResult,
} from '../store/index.js';
import { networkByName } from '../capture/index.js';
import { noticeEmitter } from '../api/index.js';
import { courseOfKey } from '../plan/index.js';
import { createPhaseClock, solvePhase, trainPhase, type PhaseClock } from '../trainer/index.js';
import { VERSION } from '../../package-root.js';
import { openDatasets } from './open-datasets.js';
import { peakMemory } from './peak-memory.js';
import { requirePrecision, engineForJob } from './engine-selection.js';
import type { TrainPhaseJob, TrainPhaseResult } from '../jobs/index.js';
import type { JobContext } from './job-context.js';

/** What a forced training replaces where there is no result. */
const NOTHING = 'nothing';

/**
 * Train a phase, once even if several runs need it: the holder of the lock trains, the others wait for the artifact.
 * Broken artifacts are quarantined; with `force`, an intact one is replaced by the new one.
 */
export async function runTrainPhaseJob(job: TrainPhaseJob, context: JobContext): Promise<TrainPhaseResult> {
  const clock = createPhaseClock();
  try {
    return await trainOnce(job, context, clock);
  } finally {
    context.spent({ timings: clock.read(), peakBytes: peakMemory() });
  }
}

async function trainOnce(
  job: TrainPhaseJob,
  { emit, stop }: JobContext,
  clock: PhaseClock,
): Promise<TrainPhaseResult> {
  const store = openStore(job.store);
  const notice = noticeEmitter(emit, job.phase);
  const own = storedName(job.key, [job.engine]);
  const choice: EngineChoice = { engine: job.engine, only: job.onlyOwn || job.force };

  // A forced run does not use the artifact that exists now; one that another run writes meanwhile is accepted.
  let refuse: string | null = null;
  if (job.force) {
    const found = await findArtifact(store, own);
    refuse = found.status === 'found' ? artifactIdentity(found.artifact) : NOTHING;
  }
  const ready = async (): Promise<StoredResult | null> => {
    const { result } = await findResult(store, `${job.key}.`, choice);
    return result && artifactIdentity(result.artifact) !== refuse ? result : null;
  };

  // The lock is that of the course: trainings with other numbers of epochs share its checkpoints.
  const course = courseOfKey(job.key);
  const claim = await acquireLockUnlessReady(lockDirectory(store, storedName(course, [job.engine])), ready, {
    signal: stop,
    onWait: ({ host, pid }) => notice(`waiting for process ${pid} on ${host}, which trains it too`, 'info'),
  });
  if ('ready' in claim) return { status: 'cached', result: claim.ready };
  try {
    for (const { id, problem } of (await findResult(store, `${job.key}.`, choice)).broken) {
      const place = await quarantineArtifact(store, id);
      notice(`its artifact is broken (${problem}) and is made again; the broken one is kept in ${place}`);
    }
    const phase = job.program.phases.find(({ name }) => name === job.phase)!;
    const engine = await engineForJob(job);
    requirePrecision(phase, engine);
    engine.warm?.();
    const datasets = await clock.in('data', () => openDatasets(job, job.hashes, notice));
    const trained = await (phase.solve ? solvePhase : trainPhase)({
      program: job.program,
      phase,
      course,
      choice,
      ...(refuse === null ? {} : { replaces: refuse }),
      figures: job.figures,
      artifacts: job.artifacts,
      store,
      engine,
      threads: job.threads,
      datasets,
      clock,
      emit,
      stop,
    });
    const { tensors } = trained;
    const artifact = await saveArtifact(
      store,
      {
        key: job.key,
        kind: 'phase',
        name: job.phase,
        made: new Date().toISOString(),
        lagraph: VERSION,
        engine: {
          name: engine.name,
          version: engine.version,
          numerics: engine.numerics,
          threads: trained.threads,
        },
        ...(trained.engines.length > 1 || trained.engines[0]!.name !== engine.name
          ? { engines: trained.engines }
          : {}),
        seconds: trained.seconds,
        simulated: job.simulated,
        inputs: job.inputs,
        networks: phase.fingerprint.networks.map((name) => {
          const weights = networkByName(job.program, name).weights.map((weight) => weight.name);
          return weights.every((weight) => tensors.has(weight))
            ? describeNetwork(name, weights, tensors)
            : null;
        }),
        figures: trained.figures,
        epochs: trained.history,
        metrics: trained.history.find(({ epoch }) => epoch === trained.kept)?.metrics ?? {},
        kept: trained.kept,
        ...(trained.stopped ? { stopped: trained.stopped } : {}),
      },
      tensors,
      // The old artifact stays until the new one is complete; others may be reading it.
      { replace: refuse !== null && refuse !== NOTHING },
    );
    // More epochs go on from the last checkpoint, if the course does not depend on their number.
    const hasOneCourse = phase.fingerprint.course === null || (phase.solve && phase.epochs === 1);
    if (hasOneCourse) await removeCheckpoints(store, trained.checkpoints);
    else await keepLastCheckpoint(store, trained.checkpoints);
    return {
      status: trained.resumed ? 'resumed' : 'trained',
      result: { id: storedName(job.key, enginesOfArtifact(artifact)), artifact },
    };
  } finally {
    await claim.lock.release();
  }
}

import {
  findArtifact,
  artifactIdentity,
  lockDirectory,
  acquireLockUnlessReady,
  openStore,
  removeCheckpoints,
  saveArtifact,
  quarantineArtifact,
  type Artifact,
} from '../store/index.js';
import { noticeEmitter } from '../api/index.js';
import { trainingInputsHash } from '../plan/index.js';
import { trainPhase, TrainingError } from '../trainer/index.js';
import { VERSION } from '../../package-root.js';
import { openDatasets } from './open-datasets.js';
import { requirePrecision, engineForJob } from './engine-selection.js';
import type { TrainPhaseJob, TrainPhaseResult } from '../jobs/index.js';
import type { JobContext } from './job-context.js';

/**
 * Train a phase, once even if several runs need it: the holder of the lock trains, the others wait for the artifact.
 * Broken artifacts are quarantined; with `force`, an intact one is replaced by the new one.
 */
export async function runTrainPhaseJob(
  job: TrainPhaseJob,
  { emit, stop }: JobContext,
): Promise<TrainPhaseResult> {
  const store = openStore(job.store);
  const notice = noticeEmitter(emit, job.phase);

  // A forced run does not use the artifact that exists now; one that another run writes meanwhile is accepted.
  let refuse: string | null = null;
  if (job.force) {
    const found = await findArtifact(store, job.key);
    refuse = found.status === 'found' ? artifactIdentity(found.artifact) : null;
  }
  const ready = async (): Promise<Artifact | null> => {
    const found = await findArtifact(store, job.key);
    return found.status === 'found' && artifactIdentity(found.artifact) !== refuse ? found.artifact : null;
  };

  if (job.other?.epoch === null) {
    const artifact = await ready();
    if (artifact) return { status: 'cached', artifact };
    // The key is the other engine's: results of this engine must not be stored under it.
    throw new TrainingError(
      `What ${job.other.engine} had trained is no longer whole in the store. Run the same command again.`,
    );
  }

  const claim = await acquireLockUnlessReady(lockDirectory(store, job.key), ready, {
    signal: stop,
    onWait: ({ host, pid }) => notice(`waiting for process ${pid} on ${host}, which trains it too`, 'info'),
  });
  if ('ready' in claim) return { status: 'cached', artifact: claim.ready };
  try {
    const found = await findArtifact(store, job.key);
    if (found.status === 'corrupt') {
      const place = await quarantineArtifact(store, job.key);
      notice(
        `its artifact is broken (${found.problem}) and is trained again; the broken one is kept in ${place}`,
      );
    }
    const phase = job.program.phases.find(({ name }) => name === job.phase)!;
    const engine = await engineForJob(job);
    requirePrecision(phase, engine);
    engine.warm?.();
    const datasets = await openDatasets(job, job.inputs.data, notice);
    const trained = await trainPhase({
      program: job.program,
      phase,
      key: job.key,
      inputs: trainingInputsHash(job.inputs),
      ...(job.other ? { other: job.other } : {}),
      ...(refuse === null ? {} : { replaces: refuse }),
      keys: job.keys,
      store,
      engine,
      threads: job.threads,
      datasets,
      emit,
      stop,
    });
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
        ...(trained.engines.length > 1 ? { engines: trained.engines } : {}),
        seconds: trained.seconds,
        simulated: job.simulated,
        inputs: job.inputs,
        epochs: trained.history,
        metrics: trained.history.find(({ epoch }) => epoch === trained.kept)?.metrics ?? {},
        kept: trained.kept,
        ...(trained.stopped ? { stopped: trained.stopped } : {}),
      },
      trained.tensors,
      // The old artifact stays until the new one is complete; others may be reading it.
      { replace: refuse !== null },
    );
    await removeCheckpoints(store, job.key);
    return { status: trained.resumed ? 'resumed' : 'trained', artifact };
  } finally {
    await claim.lock.release();
  }
}

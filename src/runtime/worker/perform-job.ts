/** Performs one job. Slow libraries are loaded by the jobs that need them. */
import { DataError } from '../data/index.js';
import { importModule } from '../../own-words/index.js';
import { WordError } from '../../vocabulary/index.js';
import { TrainingStoppedError, TrainingError } from '../trainer/index.js';
import { DeviceLostError, EngineUnavailableError, outOfMemoryReport } from '../engine-errors/index.js';
import type { JobContext } from './job-context.js';
import { StoreError } from '../store/index.js';
import { runChooseEngineJob } from './choose-engine-job.js';
import { runExamplesJob } from './examples-job.js';
import { runExplainJob } from './explain-job.js';
import { runExportLayersModelsJob } from './export-layers-models.js';
import { runEvaluationJob, runPredictJob, runWireValuesJob } from './evaluation-jobs.js';
import { environmentFault, HOW_TO_GO_ON_AFTER_FAULT } from '../../system-errors.js';
import type { Job, JobResults, MessageFromWorker } from '../jobs/index.js';
import { detectOutOfMemory } from './detect-out-of-memory.js';
import { missingDataDiagnostic } from './missing-data-diagnostic.js';
import { runForecastJob } from './forecast-job.js';
import { runLoadWeightsJob } from './load-weights-job.js';
import { runLaterFiguresJob } from './later-figures-job.js';
import { runTrainPhaseJob } from './train-phase-job.js';
import { runProbeJob } from './probe-engine-job.js';
import { runSaveWeightsJob } from './save-weights-job.js';
import { runSaveModelJob } from './save-model-job.js';
import { runProfileStepJob } from './profile-step-job.js';
import { runPreflightJob } from './preflight-job.js';

/** For jobs without state to save: rejects at once on a request to stop. Finished downloads stay. */
function rejectOnStop<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const rejectStopped = () => reject(new TrainingStoppedError());
    if (stop.aborted) rejectStopped();
    stop.addEventListener('abort', rejectStopped, { once: true });
    work.then(resolve, reject);
  });
}

function dispatchJob(job: Job, context: JobContext): Promise<JobResults[keyof JobResults]> {
  switch (job.task) {
    case 'preflight':
      return rejectOnStop(runPreflightJob(job, context), context.stop);
    case 'chooseEngine':
      return rejectOnStop(runChooseEngineJob(job, context), context.stop);
    case 'phase':
      return runTrainPhaseJob(job, context);
    case 'forecast':
      return runForecastJob(job, context);
    case 'figures':
      return runLaterFiguresJob(job, context);
    case 'measure':
      return runEvaluationJob(job, context);
    case 'wires':
      return runWireValuesJob(job, context);
    case 'predict':
      return runPredictJob(job, context);
    case 'examples':
      return runExamplesJob(job, context);
    case 'export':
      return runExportLayersModelsJob(job);
    case 'explain':
      return rejectOnStop(runExplainJob(job, context), context.stop);
    case 'profileStep':
      return rejectOnStop(runProfileStepJob(job, context), context.stop);
    case 'probe':
      return runProbeJob(job);
    case 'saveWeights':
      return runSaveWeightsJob(job);
    case 'weights':
      return runLoadWeightsJob(job);
    case 'saveModel':
      return runSaveModelJob(job);
  }
}

/** The reply to a job; never throws. */
export async function performJob(job: Job, context: JobContext): Promise<MessageFromWorker> {
  try {
    // The parent has seen to their being trusted.
    if ('program' in job) for (const module of job.program.words ?? []) await importModule(module);
    return { message: 'result', result: await dispatchJob(job, context) };
  } catch (error) {
    const { message: text, stack } = error instanceof Error ? error : new Error(String(error));
    if (
      error instanceof TrainingStoppedError ||
      (context.stop.aborted && (error as Error).name === 'AbortError')
    ) {
      return { message: 'problem', kind: 'stopped', text };
    }
    if (error instanceof DataError && 'program' in job) {
      return { message: 'problem', kind: 'failed', text, ...missingDataDiagnostic(job.program, error) };
    }
    if (
      [TrainingError, DataError, StoreError, WordError, EngineUnavailableError].some(
        (kind) => error instanceof kind,
      )
    ) {
      const fault = error instanceof EngineUnavailableError ? { fault: { kind: 'unusable' } as const } : {};
      return { message: 'problem', kind: 'failed', text, ...fault };
    }
    if (error instanceof DeviceLostError)
      return { message: 'problem', kind: 'failed', text, fault: { kind: 'deviceLost' } };
    const fault = detectOutOfMemory(error);
    if (fault && 'program' in job)
      return { message: 'problem', kind: 'failed', ...outOfMemoryReport(job, fault) };
    const refused = environmentFault(error);
    if (refused !== null) {
      return { message: 'problem', kind: 'failed', text: `${refused}. ${HOW_TO_GO_ON_AFTER_FAULT}`, stack };
    }
    return { message: 'problem', kind: 'bug', text, stack };
  }
}

/** Does one job. Libraries that take time to load are loaded by the jobs that need them. */
import { DataProblem } from '../data/index.js';
import { Stopped, TrainingProblem } from '../trainer/index.js';
import { EngineUnusable } from '../engine-unusable.js';
import type { RunEvent } from '../events.js';
import { outOfMemory } from '../out-of-memory.js';
import { StoreProblem } from '../store/index.js';
import { runExplain } from './explain.js';
import { exportModels } from './export.js';
import { runMeasures, runPredict, runWires } from './evaluate.js';
import { environmentFault, HOW_TO_GO_ON_AFTER_FAULT } from '../../system-errors.js';
import type { Job, JobResults } from './jobs.js';
import { memoryFault } from './memory-fault.js';
import { missingData } from './missing-data.js';
import { runPhase } from './phase.js';
import { runProbe } from './probe.js';
import type { FromChild } from './protocol.js';
import { runSaveModel } from './save-model.js';
import { runSurvey } from './survey.js';

export interface Surroundings {
  emit(event: RunEvent): void;
  stop: AbortSignal;
}

/** Some jobs have nothing to put away: they stop at once. What came of a download stays. */
function orStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(new Stopped());
    if (stop.aborted) give();
    stop.addEventListener('abort', give, { once: true });
    work.then(resolve, reject);
  });
}

function dispatch(job: Job, around: Surroundings): Promise<JobResults[keyof JobResults]> {
  switch (job.task) {
    case 'survey':
      return orStopped(runSurvey(job, around), around.stop);
    case 'phase':
      return runPhase(job, around);
    case 'measure':
      return runMeasures(job, around);
    case 'wires':
      return runWires(job, around);
    case 'predict':
      return runPredict(job, around);
    case 'export':
      return exportModels(job);
    case 'explain':
      return orStopped(runExplain(job, around), around.stop);
    case 'probe':
      return runProbe(job);
    case 'saveModel':
      return runSaveModel(job);
  }
}

/** The answer to a job; never throws. */
export async function perform(job: Job, around: Surroundings): Promise<FromChild> {
  try {
    return { message: 'result', result: await dispatch(job, around) };
  } catch (error) {
    const { message: text, stack } = error instanceof Error ? error : new Error(String(error));
    if (error instanceof Stopped || (around.stop.aborted && (error as Error).name === 'AbortError')) {
      return { message: 'problem', kind: 'stopped', text };
    }
    if (error instanceof DataProblem && 'program' in job) {
      return { message: 'problem', kind: 'failed', text, ...missingData(job.program, error) };
    }
    if ([TrainingProblem, DataProblem, StoreProblem, EngineUnusable].some((kind) => error instanceof kind)) {
      return { message: 'problem', kind: 'failed', text };
    }
    const fault = memoryFault(error);
    if (fault && 'program' in job) return { message: 'problem', kind: 'failed', ...outOfMemory(job, fault) };
    const refused = environmentFault(error);
    if (refused !== null) {
      return { message: 'problem', kind: 'failed', text: `${refused}. ${HOW_TO_GO_ON_AFTER_FAULT}`, stack };
    }
    return { message: 'problem', kind: 'bug', text, stack };
  }
}

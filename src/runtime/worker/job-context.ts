import type { RunEvent } from '../api/index.js';
import type { JobExpense } from '../jobs/index.js';

/** What a job is given beside its description. */
export interface JobContext {
  emit(event: RunEvent): void;
  /** Called before the job ends, however it ends. */
  spent(expense: JobExpense): void;
  /** Aborted when the run is to stop. */
  stop: AbortSignal;
}

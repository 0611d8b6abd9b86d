import type { RunEvent } from '../api/index.js';

/** What a job is given beside its description. */
export interface JobContext {
  emit(event: RunEvent): void;
  /** Aborted when the run is to stop. */
  stop: AbortSignal;
}

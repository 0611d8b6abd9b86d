/**
 * Jobs that run in child processes: their types, the messages, and runJob. Import types from here with "import type": a
 * worker must not load run-job.ts.
 */
export type * from './job-types.js';
export { JobFailedError, JobStoppedError, runJob, type EngineFault } from './run-job.js';
export type * from './worker-messages.js';

/** Jobs that run in child processes: their types, the messages, and runJob. A worker imports types alone from here, so that it does not load run-job.ts. */
export type * from './job-types.js';
export type * from './worker-messages.js';
export { JobFailedError, JobStoppedError, runJob } from './run-job.js';

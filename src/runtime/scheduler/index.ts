export { admitTasks, type QueuedTask } from './task-admission.js';
export { JobFailedError, JobStoppedError, runJob } from '../jobs/index.js';
export { runTasks, type Task, type TaskOutcome } from './run-tasks.js';

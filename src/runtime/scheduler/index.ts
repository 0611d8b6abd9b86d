/** Runs tasks with dependencies in parallel, within limits of cores and processes. */
export { runTasks, type Task, type TaskOutcome } from './run-tasks.js';
export { admitTasks, type QueuedTask } from './task-admission.js';

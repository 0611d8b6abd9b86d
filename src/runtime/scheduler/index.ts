/** Runs tasks with dependencies in parallel, within limits of cores and processes. */
export { runTasks, type Task } from './run-tasks.js';
export { admitTasks, type QueuedTask } from './task-admission.js';

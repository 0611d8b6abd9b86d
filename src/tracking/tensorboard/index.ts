/** A run for TensorBoard: event files. */
export { liveScalars } from './scalars.js';
export { writeTensorboardRun } from './write-run.js';

/** A run for TensorBoard: event files. */
export { liveScalars, type LiveScalars } from './scalars.js';
export { writeTensorboardRun } from './write-run.js';

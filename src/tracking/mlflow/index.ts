/** A run for MLflow: a folder of its file store. */
export { writeMlflowRun } from './write-run.js';

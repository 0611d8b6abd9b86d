/** Trains a phase; evaluates and predicts with trained networks. Runs in the child process. */
export { inferenceWires } from './inference-wires.js';
export { loadWeights } from './load-weights.js';
export { predictOutputs } from './predict.js';
export {
  meanOverSplit,
  valuesOfExamples,
  valuesOfFirstExamples,
  type SplitEvaluation,
} from './split-evaluation.js';
export { forecastTraining } from './forecast-training.js';
export { firstExampleIndices, shuffledBatches } from './batches.js';
export { createPhaseClock, type PhaseClock } from './phase-clock.js';
export { solvePhase } from './solve-phase.js';
export { trainPhase } from './train-phase.js';
export { createValidationLoop } from './validation-loop.js';
export { TrainingError, TrainingStoppedError } from './training-errors.js';

export { meanOverSplit, valuesOfFirstExamples, type SplitEvaluation } from './split-evaluation.js';
export { predictOutputs } from './predict.js';
export { inferenceWires } from './inference-wires.js';
export { TrainingStoppedError, TrainingError } from './training-errors.js';
export { trainPhase } from './train-phase.js';
export type { TrainingResult, TrainingContext } from './training-context.js';
export { loadWeights, type StateDict } from './load-weights.js';

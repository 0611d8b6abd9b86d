export type * from './engine.js';
export {
  embedWeights,
  type DrawReplacement,
  type ModelTensorInfo,
  type ModelFile,
  type StepForBatchSize,
} from './model-export.js';
export { instructionSet } from './instruction-sets.js';
export {
  detectNchwcBlockSize,
  explainLoweringOnThisMachine,
  onnxEngine,
  type ExplainedLayer,
  type ExplainedStep,
} from './onnx/index.js';
export {
  findAllTensorflow,
  tensorflowEngine,
  TensorflowUnavailableError,
  type TensorflowInstallOptions,
  type TensorflowLibrary,
} from './tensorflow/index.js';
export { tfjsEngine } from './tfjs/index.js';
export { withCallQueue, threadedEngine } from './threaded/index.js';

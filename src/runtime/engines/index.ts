export type * from './engine.js';
export { withWeights, type Draws, type FilePort, type ModelFile, type StepFor } from './inference.js';
export { processor } from './processor.js';
export { blockSize, explainHere, onnxEngine, type ExplainedLayer, type ExplainedStep } from './onnx/index.js';
export {
  allTensorflow,
  tensorflowEngine,
  TensorflowUnusable,
  type Bringing,
  type Found,
} from './tensorflow/index.js';
export { tfjsEngine } from './tfjs/index.js';
export { inTurn, threaded } from './threaded/index.js';

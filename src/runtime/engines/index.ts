export type * from './engine.js';
export { explainHere, onnxEngine, type ExplainedLayer, type ExplainedStep } from './onnx/index.js';
export { tensorflowEngine } from './tensorflow/index.js';
export { tfjsEngine } from './tfjs/index.js';
export { inTurn, threaded } from './threaded/index.js';

export { blockSize } from './runtime.js';
export { onnxEngine, type OnnxOptions } from './engine.js';
export { explainHere, type ExplainedLayer, type ExplainedStep } from './explain.js';

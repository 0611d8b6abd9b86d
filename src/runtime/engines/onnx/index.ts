export { blockSize } from './runtime.js';
export { onnxFile } from './file.js';
export { runOnnxFile } from './run-file.js';
export { onnxEngine, type OnnxOptions } from './engine.js';
export { explainHere, type ExplainedLayer, type ExplainedStep } from './explain.js';

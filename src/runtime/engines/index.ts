export type * from './engine.js';
export { onnxEngine } from './onnx/index.js';
export { tfjsEngine } from './tfjs/index.js';

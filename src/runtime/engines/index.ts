export type * from './engine.js';
export { onnxEngine } from './onnx1/index.js';
export { tfjsEngine } from './tfjs/index.js';

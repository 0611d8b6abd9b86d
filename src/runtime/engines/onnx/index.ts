export { onnxEngine, type OnnxOptions } from './engine.js';

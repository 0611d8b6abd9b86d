export { onnxEngine } from './engine.js';

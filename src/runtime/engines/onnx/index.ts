export { onnxEngine } from '../onnx1/index.js';

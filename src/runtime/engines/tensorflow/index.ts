export { tensorflowEngine, type TensorflowOptions } from './engine.js';
export { allTensorflow, findTensorflow, TensorflowMissing, type Found } from './find.js';

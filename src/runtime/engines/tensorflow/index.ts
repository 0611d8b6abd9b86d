export { tensorflowEngine, type TensorflowOptions } from './engine.js';
export { allTensorflow, findTensorflow, TensorflowUnusable, type Found } from './find.js';

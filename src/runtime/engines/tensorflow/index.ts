export { bringTensorflow, broughtTo, removeTensorflow, TESTED_TENSORFLOW, type Bringing } from './bring.js';
export { savedModel } from './saved-model.js';
export { tensorflowEngine, type TensorflowOptions } from './engine.js';
export { allTensorflow, findTensorflow, TensorflowUnusable, type Found } from './find.js';

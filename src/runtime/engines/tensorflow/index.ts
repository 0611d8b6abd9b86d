export { bringTensorflow, broughtTo, removeTensorflow, type Bringing } from './bring.js';
export { TESTED_TENSORFLOW, WHEELS } from './wheel.js';
export { savedModel, type SavedModel } from './saved-model.js';
export { runSavedModel } from './run-model.js';
export { tensorflowEngine, type TensorflowOptions } from './engine.js';
export { allTensorflow, findTensorflow, TensorflowUnusable, type Found } from './find.js';

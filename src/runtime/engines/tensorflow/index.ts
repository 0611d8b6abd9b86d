export {
  installTensorflow,
  tensorflowInstallFolder,
  uninstallTensorflow,
  type TensorflowInstallOptions,
} from './install.js';
export { TESTED_TENSORFLOW_VERSION, TENSORFLOW_WHEELS } from './wheel.js';
export { exportSavedModel, type ExportedSavedModel } from './export-saved-model.js';
export { runSavedModel } from './run-saved-model.js';
export { tensorflowEngine, type TensorflowEngineOptions } from './engine.js';
export {
  findAllTensorflow,
  findTensorflow,
  TensorflowUnavailableError,
  type TensorflowLibrary,
} from './find-library.js';

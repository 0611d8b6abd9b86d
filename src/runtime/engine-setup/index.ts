/** Which engines work on this machine; installing and removing TensorFlow. */
export {
  addTensorflow,
  EngineSetupError,
  probeAllEngines,
  probeTensorflowCopies,
  removeTensorflow,
  type EngineStatus,
} from './available-engines.js';

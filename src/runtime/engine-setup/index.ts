export {
  EngineSetupError,
  addTensorflow,
  probeAllEngines,
  probeTensorflowCopies,
  removeTensorflow,
  type EngineStatus,
} from './available-engines.js';

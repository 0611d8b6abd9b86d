export { cacheDirectory } from './store/index.js';
export { decodeImage, type ImageShape } from './data/index.js';
export {
  addTensorflow,
  EngineSetupError,
  probeAllEngines,
  removeTensorflow,
  probeTensorflowCopies,
  type EngineStatus,
} from './engine-setup/index.js';
export type { Notice, RunEvent } from './api/index.js';
export { explainEngine, type EngineExplanation } from './run/index.js';
export { uniqueDirectoryNames } from './store/index.js';
export { networksWithLastPhase } from './plan/index.js';
export type { EvaluationRecord, Manifest, PhaseRecord, RunStatus } from './run/index.js';
export { DEFAULT_ENGINE, type DataOptions, type PlanOptions, type RunOptions } from './api/index.js';
export { outdatedPhasesMessage } from './run/index.js';
export { planPhases, PlanError, type PlannedPhase } from './run/index.js';
export { runProgram, type RunResult } from './run/index.js';
export {
  listRuns,
  readRuns,
  RunNotFoundError,
  loadRun,
  brokenRunMessage,
  type BrokenRun,
  type OpenedRun,
} from './run/index.js';
export { JobFailedError, JobStoppedError } from './scheduler/index.js';
export {
  encodeSafetensors,
  storeFaultMessage,
  makeDirectory,
  StoreError,
  writeFileAtomically,
  type EpochRecord,
} from './store/index.js';
export {
  drawsInInference,
  evaluateRunWires,
  predictWithRun,
  exportLayersModel,
  exportModelFile,
  translationGridRequest,
  type WireValuesRequest,
} from './inference/index.js';
export type { DatasetFacts, ExplainedPhase, ModelFormat, WireValues } from './jobs/index.js';

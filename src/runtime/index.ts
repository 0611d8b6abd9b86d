/** What the command line and the package's API use of the runtime. */
export {
  DEFAULT_ENGINE,
  type DataOptions,
  type EpochRecord,
  type NoticeHandler,
  type PlanOptions,
  type RunEvent,
  type RunOptions,
} from './api/index.js';
export { decodeImage, type ImageShape } from './data/index.js';
export {
  addTensorflow,
  EngineSetupError,
  probeAllEngines,
  probeTensorflowCopies,
  removeTensorflow,
  type EngineStatus,
} from './engine-setup/index.js';
export {
  drawsInInference,
  evaluateRunWires,
  exportLayersModel,
  exportModelFile,
  predictWithRun,
  reportDraws,
  translationGridRequest,
  type WireValuesRequest,
} from './inference/index.js';
export {
  JobFailedError,
  JobStoppedError,
  type DatasetFacts,
  type ExplainedPhase,
  type ModelFormat,
  type WireValues,
} from './jobs/index.js';
export {
  collectGarbage,
  deleteRun,
  type DeletedRun,
  type GarbageItem,
  type GarbageOptions,
  type GarbageReport,
} from './maintenance/index.js';
export { networksWithLastPhase } from './plan/index.js';
export {
  brokenRunMessage,
  changeLabel,
  explainEngine,
  findRun,
  isFinished,
  isMarked,
  listRuns,
  loadRun,
  nameOfSeed,
  lostMessage,
  outdatedPhasesMessage,
  PlanError,
  planPhases,
  readRuns,
  RunNotFoundError,
  runProgram,
  runOfSeed,
  runSeeds,
  surveySources,
  UnreadableLabelError,
  withLabels,
  type BrokenRun,
  type EngineExplanation,
  type EvaluationRecord,
  type LabelledRun,
  type Manifest,
  type OpenedRun,
  type PhaseRecord,
  type PlannedPhase,
  type RunLabel,
  type RunResult,
  type RunStatus,
} from './run/index.js';
export {
  cacheDirectory,
  encodeSafetensors,
  makeDirectory,
  StoreError,
  storeFaultMessage,
  uniqueDirectoryNames,
  writeFileAtomically,
} from './store/index.js';

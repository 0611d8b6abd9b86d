export { cacheDirectory } from './cache-directory.js';
export { decodeImage, type ImageShape } from './data/index.js';
export {
  addTensorflow,
  EngineProblem,
  enginesOnHand,
  removeTensorflow,
  tensorflowsOnHand,
  type EngineOnHand,
} from './engines-on-hand.js';
export type * from './events.js';
export { explainEngine, type EngineExplanation } from './explain.js';
export { folderNames } from './folder-names.js';
export { finalNetworks } from './networks.js';
export type { EvaluationRecord, Manifest, PhaseRecord, RunStatus } from './manifest.js';
export { DEFAULT_ENGINE, type DataOptions, type PlanOptions, type RunOptions } from './options.js';
export { tellOutdated } from './outdated.js';
export { plannedPhases, PlanProblem, type PlannedPhase } from './plan.js';
export { run, type RunResult } from './run.js';
export {
  listRuns,
  lookAtRuns,
  NoSuchRun,
  openRun,
  tellBroken,
  type BrokenRun,
  type OpenedRun,
} from './runs.js';
export { JobFailed, JobStopped } from './scheduler/index.js';
export {
  encodeSafetensors,
  faultOf,
  makeDirectory,
  StoreProblem,
  writeWhole,
  type EpochRecord,
} from './store/index.js';
export {
  drawsIn,
  evaluateWires,
  predict,
  saveLayersModel,
  saveModel,
  translationRequest,
  type WiresRequest,
} from './wires.js';
export type { DatasetFacts, ExplainedPhase, ModelFormat, WireValues } from './worker/index.js';

/** Runs: plan, execution, manifest and logs; the runs of a store; explanation of what the engine would do. */
export { explainEngine, profileStep, type EngineExplanation, type StepProfile } from './explain-engine.js';
export { forecastPhases, type PhaseForecast, type TrainingForecasts } from './forecast-phases.js';
export { isFinished, nameOfSeed, runDirectory, runOfSeed, seedDirectory } from './manifest.js';
export type { EvaluationRecord, Manifest, PhaseRecord, RunStatus } from './manifest.js';
export { outdatedPhasesMessage } from './outdated-phases.js';
export { lostMessage } from './resolve-phase.js';
export { planPhases, type PlannedPhase } from './plan-phases.js';
export { PlanError } from './run-plan.js';
export { readExamples } from './read-examples.js';
export { repeatedRuns } from './repeated-runs.js';
export { surveySources } from './survey-sources.js';
export { isLongTraining } from './training-time.js';
export { runProgram, runSeeds, type RunResult } from './run-program.js';
export {
  brokenRunMessage,
  findRun,
  listRuns,
  loadRun,
  loadRuns,
  readRuns,
  readSeedRecords,
  type BrokenRun,
  type OpenedRun,
} from './stored-runs.js';
export {
  changeLabel,
  isMarked,
  LABEL_FILE,
  readLabels,
  UnreadableLabelError,
  withLabels,
  type LabelledRun,
  type RunLabel,
} from './run-label.js';
export { readManifest } from './read-manifest.js';
export { RunNotFoundError } from './run-not-found-error.js';

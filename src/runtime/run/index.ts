export { beginRun, type StartedRun } from './begin-run.js';
export {
  userFacingMessage,
  RESUME_HINT,
  runFailureOf,
  type RunContext,
  type RunFailure,
} from './run-context.js';
export { runEvaluations } from './run-evaluations.js';
export { exportTrainedModels } from './export-trained-models.js';
export { createMetricsLog } from './metrics-log.js';
export { repairEarlierRuns } from './repair-earlier-runs.js';
export { createOutputLog } from './output-log.js';
export { trainPhases, waitingPhaseRecord } from './train-phases.js';
export { explainEngine, type EngineExplanation } from './explain-engine.js';
export type { EvaluationRecord, Manifest, PhaseRecord, RunStatus } from './manifest.js';
export { outdatedPhasesMessage } from './outdated-phases.js';
export { PlanError, planPhases, type PlannedPhase } from './run-plan.js';
export { runProgram, type RunResult } from './run-program.js';
export {
  RunNotFoundError,
  brokenRunMessage,
  listRuns,
  loadRun,
  readRuns,
  type BrokenRun,
  type OpenedRun,
} from './stored-runs.js';

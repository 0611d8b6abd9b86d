export { addMissingStreams } from './add-missing-streams.js';
export type { ReadWeights, WeightSource } from './compile-context.js';
export { callNumbers } from './call-numbers.js';
export { checkGraph, editedParts, type CheckedGraph } from './check-graph.js';
export { compileDocument, type CompiledParts } from './compile-document.js';
export { drawsInTraining } from './draws-in-training.js';
export type { ExampleWires } from './example-wires.js';
export { expectationText, meetsExpectation, parseExpectation, type Expectation } from './expectation.js';
export {
  canonicalHash,
  canonicalJson,
  dataStepWithoutRanges,
  networkFingerprint,
  valuesFingerprint,
  withoutPlaces,
} from './fingerprint/index.js';
export { networksChangedBy, hoistFrozenCalls, type HoistedWires } from './hoisting/index.js';
export { isTotal } from './expressions/index.js';
export { buildKerasModel, type KerasModel, type KerasModelResult } from './keras-model/index.js';
export { buildLayersModel, type TfjsLibraries, type LayersModelResult } from './layers-model/index.js';
export { pairCount } from './data/index.js';
export { monitoredValue, watchesFigures } from './monitored-value.js';
export type * from './program.js';
export { dataOfReport, moveRoots, rootsOfReport, type ReportRoot } from './report-values.js';
export { REGULARIZATION } from './regularization.js';
export { scheduleFunctions } from './schedule-functions.js';
export { scheduleExpression, scheduleText } from './schedule-text.js';
export { scheduleValueAt } from './schedule.js';
export {
  assignedWires,
  hasTrainedWeight,
  weightsAssignedBy,
  weightsMovedBy,
  weightsReadBy,
  solvedWires,
  weightsSolvedBy,
  weightsTrainedBy,
  isOfWholeBatch,
} from './trained-weights.js';
export { calleesOf } from './phases/index.js';
export { stepsOfPass } from './steps-of-pass.js';
export { networkParts, type NetworkPart } from './network-parts.js';
export { nameInNetwork } from './weight-network.js';
export { wireInputs } from './wire-inputs.js';
export { verifyProgram } from './verify/index.js';
export {
  trainingStepCost,
  planSummary,
  toDot,
  toMermaid,
  type PlanSummaryEntry,
  type PlannedUpdate,
} from './views/index.js';

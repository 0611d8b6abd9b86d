export { networksWithLastPhase } from './trained-networks.js';
export {
  datasetsOfPhase,
  keyOfWireValues,
  keysOfPhases,
  prerequisitePhases,
  trainingInputsHash,
  type KeyedResult,
  type OtherEngineResult,
} from './artifact-keys.js';
export {
  assumeConstantExamples,
  elementsPerExample,
  examplesUsedInTraining,
  factsOfExampleSet,
  hoistFrozenFeatures,
  lossAndMetricWires,
} from './feature-hoisting.js';
export { createOtherEngineLookup, otherEngineResultsMessage } from './other-engine-results.js';
export type { PhaseWorkload } from './schedule-simulation.js';
export { allocateThreads } from './thread-allocation.js';
export { phaseMultiplyAdds } from './flop-count.js';

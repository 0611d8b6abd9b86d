/**
 * What is known before training: keys, FLOP counts, hoisted features, threads, results of other engines. All of it
 * follows from the program, facts of the data, and the store; nothing here starts a process.
 */
export {
  datasetsOfPhase,
  keyOfWireValues,
  keysOfPhases,
  prerequisitePhases,
  trainingInputsHash,
  type KeyedResult,
} from './artifact-keys.js';
export {
  assumeConstantExamples,
  elementsPerExample,
  examplesUsedInTraining,
  factsOfExampleSet,
  hoistFrozenFeatures,
  lossAndMetricWires,
} from './feature-hoisting.js';
export { phaseMultiplyAdds } from './flop-count.js';
export { createOtherEngineLookup, otherEngineResultsMessage } from './other-engine-results.js';
export type { PhaseWorkload } from './schedule-simulation.js';
export { allocateThreads } from './thread-allocation.js';
export { networksWithLastPhase } from './trained-networks.js';

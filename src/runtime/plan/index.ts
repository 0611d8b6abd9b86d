/**
 * What is known before training: keys, figures, FLOP counts, hoisted features, threads. All of it follows from the
 * program, facts of the data, and descriptions of results; nothing here starts a process.
 */
export { idOfLoad, keyOfLoad, loadsOfProgram, weightsOfLoad, type NetworkLoad } from './loaded-weights.js';
export {
  courseOfKey,
  datasetsOfPhase,
  isResultFromOtherTensors,
  keyOfPhase,
  keyOfWireValues,
  networkSource,
  placeInArtifact,
  prerequisitePhases,
  sourceHashes,
  type PhaseKey,
  type SourceHashLookup,
  type TensorsHashLookup,
} from './artifact-keys.js';
export {
  assumeConstantExamples,
  elementsPerExample,
  examplesUsedInTraining,
  factsOfExampleSet,
  hoistFrozenFeatures,
  stepWires,
  movingWires,
} from './feature-hoisting.js';
export {
  figureKeysOf,
  figuresOfArtifact,
  keyOfLaterFigure,
  renameFigures,
  withLaterFigures,
  type RecordedFigures,
} from './figures.js';
export { mayEndEarly } from './early-ends.js';
export { phaseMultiplyAdds } from './flop-count.js';
export { canGoOnFrom, checkpointsToResume, type ResumableCheckpoint } from './resumable-checkpoints.js';
export { simulateTimes, type PhaseWorkload } from './schedule-simulation.js';
export {
  fewerThreads,
  isClearlyQuicker,
  keyOfStepTimings,
  quickestEngine,
  readStepTimings,
  recordCrash,
  validityOfTimings,
  writeStepTimings,
  type StepTimings,
} from './step-timings.js';
export { allocateThreads } from './thread-allocation.js';
export { networksWithLastPhase } from './trained-networks.js';

/** Locks: what the data of a graph were, and what it was last run with. */
export { declaredDifferences, lockedDataDifferences } from './compare-lock.js';
export {
  lockFileOf,
  printLock,
  type DataLock,
  type LockedDataset,
  type LockedRun,
  type LockedWeights,
} from './data-lock.js';
export { diffLocks } from './diff-locks.js';
export { readLock } from './read-lock.js';
export { weightsOfProgram, type ProgramWeights } from './weights-of-program.js';
export { sourcesOfProgram, type ProgramSource } from './sources-of-program.js';

export { makeDirectory, moveWhole, writeWhole, writeWholeDirectory, type Content } from './atomic.js';
export {
  checkpointWith,
  lastCheckpoint,
  listCheckpoints,
  removeCheckpoints,
  saveCheckpoint,
  setCheckpointAside,
  type Checkpoint,
  type Kept,
  type Listed,
  type Progress,
} from './checkpoints.js';
export type { Artifact, Best, EpochRecord, StoppedEarly } from './description.js';
export { sha256 } from './digest.js';
export { mapSome, namesIn, readOrNull } from './files.js';
export { STORE_FORMAT } from './format.js';
export { FORSAKEN, keepFresh, touchedAt } from './heartbeat.js';
export { lockOr, tryLock, type Lock } from './lock.js';
export {
  findArtifact,
  identityOf,
  keptRows,
  listArtifacts,
  misfit,
  readTensors,
  saveArtifact,
  setAside,
  type Expected,
  type Found,
} from './objects.js';
export { liveness, ownerOf, self, type Owner } from './owner.js';
export { faultOf, StoreProblem } from './problem.js';
export { decodeSafetensors, encodeSafetensors, SafetensorsProblem, type Tensors } from './safetensors.js';
export { seal, unseal } from './sealed.js';
export { around, lockDirectory, openStore, runsDirectory, sweep, type Store } from './store.js';

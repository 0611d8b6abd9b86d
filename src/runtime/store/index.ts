export { writeWhole, type Content } from './atomic.js';
export {
  checkpointWith,
  lastCheckpoint,
  listCheckpoints,
  removeCheckpoints,
  saveCheckpoint,
  type Checkpoint,
  type Progress,
} from './checkpoints.js';
export { lockOr, tryLock, type Lock } from './lock.js';
export {
  findArtifact,
  keptRows,
  listArtifacts,
  readTensors,
  removeArtifact,
  saveArtifact,
  setAside,
  sha256,
  STORE_FORMAT,
  type Artifact,
  type Best,
  type EpochRecord,
  type Found,
  type StoppedEarly,
} from './objects.js';
export { isAlive, self, type Owner } from './owner.js';
export { decodeSafetensors, encodeSafetensors, SafetensorsProblem, type Tensors } from './safetensors.js';
export { lockDirectory, openStore, runsDirectory, sweep, type Store } from './store.js';

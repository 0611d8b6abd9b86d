/** The store: an artifact cache, checkpoints, locks and atomic writes; file formats of what is stored. */
export {
  artifactIdentity,
  findArtifact,
  listArtifacts,
  quarantineArtifact,
  readCachedRows,
  readTensors,
  saveArtifact,
  tensorMismatch,
} from './artifact-cache.js';
export type { Artifact } from './artifact-description.js';
export { makeDirectory, writeDirectoryAtomically, writeFileAtomically } from './atomic-write.js';
export { cacheDirectory } from './cache-directory.js';
export {
  checkpointByHash,
  lastCheckpoint,
  listCheckpoints,
  quarantineCheckpoint,
  removeCheckpoints,
  saveCheckpoint,
  type Checkpoint,
  type CheckpointSummary,
  type TrainingProgress,
} from './checkpoints.js';
export { decodeChecksummedJson, encodeChecksummedJson } from './checksummed-json.js';
export { uniqueDirectoryNames } from './directory-names.js';
export { DEAD_AFTER_MS, lastHeartbeat, startHeartbeat } from './heartbeat.js';
export { acquireLockUnlessReady, tryLock } from './lock.js';
export { ownerLiveness, parseOwner, thisProcessOwner } from './lock-owner.js';
export { listDirectory, mapInBatches, readFileOrNull } from './read-files.js';
export { decodeSafetensors, encodeSafetensors } from './safetensors.js';
export { sha256 } from './sha256.js';
export { StoreError, storeFaultMessage } from './store-error.js';
export { STORE_FORMAT } from './store-format.js';
export {
  lockDirectory,
  openStore,
  removeAbandonedDrafts,
  runsDirectory,
  storeWriteOptions,
  type Store,
} from './store-layout.js';

export {
  makeDirectory,
  moveAtomically,
  writeFileAtomically,
  writeDirectoryAtomically,
  type FileContent,
} from './atomic-write.js';
export {
  checkpointByHash,
  lastCheckpoint,
  listCheckpoints,
  removeCheckpoints,
  saveCheckpoint,
  quarantineCheckpoint,
  type Checkpoint,
  type StoredCheckpoint,
  type CheckpointSummary,
  type TrainingProgress,
} from './checkpoints.js';
export type { Artifact, BestEpoch, EpochRecord, EarlyStop } from './artifact-description.js';
export { sha256 } from './sha256.js';
export { mapInBatches, listDirectory, readFileOrNull } from './read-files.js';
export { STORE_FORMAT } from './store-format.js';
export { DEAD_AFTER_MS, startHeartbeat, lastHeartbeat } from './heartbeat.js';
export { acquireLockUnlessReady, tryLock, type Lock } from './lock.js';
export {
  findArtifact,
  artifactIdentity,
  readCachedRows,
  listArtifacts,
  tensorMismatch,
  readTensors,
  saveArtifact,
  quarantineArtifact,
  type ExpectedTensor,
  type ArtifactLookup,
} from './artifact-cache.js';
export { ownerLiveness, parseOwner, thisProcessOwner, type LockOwner } from './lock-owner.js';
export { storeFaultMessage, StoreError } from './store-error.js';
export { decodeSafetensors, encodeSafetensors, SafetensorsError, type NamedTensors } from './safetensors.js';
export { encodeChecksummedJson, decodeChecksummedJson } from './checksummed-json.js';
export {
  storeWriteOptions,
  lockDirectory,
  openStore,
  runsDirectory,
  removeAbandonedDrafts,
  type Store,
} from './store-layout.js';
export { cacheDirectory } from './cache-directory.js';
export { uniqueDirectoryNames } from './directory-names.js';

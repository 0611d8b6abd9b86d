/** The store: an artifact cache, checkpoints, locks and atomic writes; file formats of what is stored. */
export {
  artifactIdentity,
  describedArtifact,
  findArtifact,
  isArtifactThere,
  listAllArtifacts,
  listArtifacts,
  quarantineArtifact,
  readArtifact,
  readDescription,
  saveArtifact,
} from './artifact-cache.js';
export type { Artifact, FigureKey, StoredNetwork } from './artifact-description.js';
export {
  chosenNames,
  enginesOfArtifact,
  enginesOfName,
  keyOfName,
  storedName,
  type EngineChoice,
} from './artifact-ids.js';
export {
  makeDirectory,
  moveAtomically,
  temporaryName,
  writeDirectoryAtomically,
  writeFileAtomically,
} from './atomic-write.js';
export { linkFile } from './link-file.js';
export { cacheDirectory } from './cache-directory.js';
export { readCachedRows } from './cached-rows.js';
export {
  keepLastCheckpoint,
  lastCheckpoint,
  listCheckpoints,
  progressOfCheckpoints,
  quarantineCheckpoint,
  removeCheckpoints,
  saveCheckpoint,
  verifyCheckpoints,
  type Checkpoint,
  type TrainingProgress,
} from './checkpoints.js';
export { decodeChecksummedJson, encodeChecksummedJson } from './checksummed-json.js';
export { uniqueDirectoryNames } from './directory-names.js';
export { discard, takeOut } from './discard.js';
export { findResult, type ResultLookup, type StoredResult } from './find-result.js';
export { DEAD_AFTER_MS, lastHeartbeat, startHeartbeat } from './heartbeat.js';
export { asCollection, untilNoCollection } from './collection-lock.js';
export { acquireLockUnlessReady, isLocked, tryLock, withLock } from './lock.js';
export { ownerLiveness, parseOwner, thisProcessOwner } from './lock-owner.js';
export { describeNetwork, hashOfTensors, readNetworkTensors } from './network-tensors.js';
export { listDirectory, mapInBatches, readFileOrNull } from './read-files.js';
export { decodeSafetensors, encodeSafetensors, tensorMismatch } from './safetensors.js';
export { sha256 } from './sha256.js';
export { StoreError, storeFaultMessage } from './store-error.js';
export { STORE_FORMAT } from './store-format.js';
export {
  artifactDirectory,
  checkpointDirectory,
  checkpointsDirectory,
  corruptDirectory,
  lockDirectory,
  locksDirectory,
  openStore,
  removeAbandonedDrafts,
  runsDirectory,
  storeWriteOptions,
  temporaryDirectory,
  type Store,
} from './store-layout.js';
export { syncTree } from './sync-tree.js';

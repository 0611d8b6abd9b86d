/**
 * Checkpoints hold the whole state of a phase in training. Random streams need no state: a draw is addressed by epoch
 * and step. Each is one file, written atomically; the last two are kept, so that a damaged file costs one epoch.
 */
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { writeFileAtomically } from './atomic-write.js';
import type { BestEpoch, EpochRecord } from '../api/index.js';
import { sha256 } from './sha256.js';
import { mapInBatches, listDirectory, readFileOrNull } from './read-files.js';
import { STORE_FORMAT } from './store-format.js';
import { quarantineFile } from './artifact-cache.js';
import {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensorsHeader,
  type NamedTensors,
} from './safetensors.js';
import { storeWriteOptions, checkpointDirectory, type Store } from './store-layout.js';

/** Progress of a phase. Plain values; the tensors are stored beside it. */
export interface TrainingProgress {
  /** Threads that it was begun with: with another number the result would differ in the last bits. */
  threads: number;
  /** The hash of the training inputs, independent of the engine; see `trainingInputsHash`. */
  inputs: string;
  /** The engines that have trained it, one after the other, and the number of finished epochs when each began. */
  engines: { name: string; numerics: string; fromEpoch: number }[];
  /** Epochs that are finished. */
  epoch: number;
  /** Finished batches of the current epoch, and the sums of their metrics. */
  step: number;
  sums: Record<string, number>;
  /** Examples that the sums are over. */
  examples: number;
  /** Seconds spent so far, in the current epoch and in total. */
  epochSeconds: number;
  seconds: number;
  history: EpochRecord[];
  /** The best epoch by the metric that `keep` monitors. */
  best: BestEpoch | null;
  /** The best epoch by the metric that `stop_early` monitors, and the number of epochs since. */
  watched: { best: BestEpoch | null; stale: number };
  /** The identity of the finished result that this training replaces, if any; see `artifactIdentity`. */
  replaces?: string;
}

export interface Checkpoint {
  progress: TrainingProgress;
  /** Weights, slots and counters that training updates, and weights of the best epoch, by the names of `state-names.ts`. */
  tensors: NamedTensors;
}

const CHECKPOINTS_KEPT = 2;
const CHECKPOINT_FILE = /^at-(\d{9})\.safetensors$/;

/** File names sort by steps since the phase began. */
const checkpointFileName = (steps: number) => `at-${String(steps).padStart(9, '0')}.safetensors`;

const listCheckpointFiles = async (directory: string): Promise<string[]> =>
  (await listDirectory(directory))
    .filter((name) => CHECKPOINT_FILE.test(name))
    .sort()
    .reverse();

const NO_DIGEST = '0'.repeat(64);

/** The bytes of a checkpoint's file, in parts: the digest covers all of them, with zeros in its own place. */
function encodeCheckpoint(
  tensors: NamedTensors,
  metadata: { format: string; progress: string },
): { pieces: Uint8Array[]; digest: string } {
  const digest = sha256(encodeSafetensors(tensors, { ...metadata, sha256: NO_DIGEST }));
  return { pieces: encodeSafetensors(tensors, { ...metadata, sha256: digest }), digest };
}

/** Write a checkpoint, then remove all but the last two. `steps` counts since the phase began. */
export async function saveCheckpoint(
  store: Store,
  key: string,
  step: number,
  checkpoint: Checkpoint,
): Promise<string> {
  const directory = checkpointDirectory(store, key);
  const { pieces } = encodeCheckpoint(checkpoint.tensors, {
    format: String(STORE_FORMAT),
    progress: JSON.stringify(checkpoint.progress),
  });
  const path = join(directory, checkpointFileName(step));
  await writeFileAtomically(path, pieces, storeWriteOptions(store));
  for (const name of (await listCheckpointFiles(directory)).slice(CHECKPOINTS_KEPT))
    await rm(join(directory, name), { force: true });
  return path;
}

/** A checkpoint in the store. */
export interface StoredCheckpoint extends Checkpoint {
  path: string;
  sha256: string;
}

const piecesEqual = (pieces: readonly Uint8Array[], bytes: Buffer): boolean => {
  let at = 0;
  const equal = pieces.every((piece) => {
    const part = bytes.subarray(at, (at += piece.byteLength));
    return part.equals(piece);
  });
  return equal && at === bytes.byteLength;
};

/** The content of a file that equals, byte for byte, what `encode` writes; null for any other. */
function decodeCheckpoint(path: string, bytes: Buffer): (StoredCheckpoint & { format: string }) | null {
  try {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const { format, progress } = metadata as { format: string; progress: string };
    const { pieces, digest } = encodeCheckpoint(tensors, { format, progress });
    if (!piecesEqual(pieces, bytes)) return null;
    return { path, format, progress: JSON.parse(progress) as TrainingProgress, tensors, sha256: digest };
  } catch {
    return null;
  }
}

/**
 * A file is `broken` only if it could be read completely. If it can't be read, it may be intact: the error is thrown.
 * A missing file, or one of another format, is no checkpoint.
 */
async function loadCheckpoint(path: string): Promise<StoredCheckpoint | 'broken' | null> {
  const bytes = await readFileOrNull(path);
  if (bytes === null) return null;
  const kept = decodeCheckpoint(path, bytes);
  if (kept === null) return 'broken';
  return kept.format === String(STORE_FORMAT) ? kept : null;
}

/** The newest intact checkpoint, and the newer files that are broken. Changes nothing. */
export async function lastCheckpoint(
  store: Store,
  key: string,
): Promise<{ checkpoint: StoredCheckpoint | null; broken: string[] }> {
  const directory = checkpointDirectory(store, key);
  const broken: string[] = [];
  for (const name of await listCheckpointFiles(directory)) {
    const path = join(directory, name);
    const checkpoint = await loadCheckpoint(path);
    if (checkpoint === 'broken') broken.push(path);
    else if (checkpoint) return { checkpoint, broken };
  }
  return { checkpoint: null, broken };
}

/** Move a damaged checkpoint into quarantine: only for the holder of the phase's lock. Returns its new path. */
export const quarantineCheckpoint = (store: Store, key: string, path: string): Promise<string | null> =>
  quarantineFile(store, path, `${key}-${basename(path)}`);

/** The checkpoint of a key with this hash; null if it is missing or damaged. */
export async function checkpointByHash(store: Store, key: string, hash: string): Promise<Checkpoint | null> {
  const directory = checkpointDirectory(store, key);
  for (const name of await listCheckpointFiles(directory)) {
    const checkpoint = await loadCheckpoint(join(directory, name));
    if (checkpoint && checkpoint !== 'broken' && checkpoint.sha256 === hash) return checkpoint;
  }
  return null;
}

/** The metadata of a checkpoint. */
export interface CheckpointSummary {
  key: string;
  sha256: string;
  progress: TrainingProgress;
}

/** Metadata of the newest checkpoint of each key; tensors are not read. */
export async function listCheckpoints(store: Store): Promise<CheckpointSummary[]> {
  const keys = await listDirectory(join(store.root, 'checkpoints'));
  const newest = await mapInBatches(keys, async (key): Promise<CheckpointSummary[]> => {
    const directory = checkpointDirectory(store, key);
    const [name] = await listCheckpointFiles(directory).catch(() => []);
    if (name === undefined) return [];
    try {
      const { metadata } = await readSafetensorsHeader(join(directory, name));
      if (metadata.format !== String(STORE_FORMAT)) return [];
      return [
        { key, sha256: metadata.sha256!, progress: JSON.parse(metadata.progress!) as TrainingProgress },
      ];
    } catch {
      // Damaged, or removed meanwhile: detected when the phase is trained.
      return [];
    }
  });
  return newest.flat();
}

export async function removeCheckpoints(store: Store, key: string): Promise<void> {
  await rm(checkpointDirectory(store, key), { recursive: true, force: true });
}

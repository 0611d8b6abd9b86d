/**
 * Checkpoints hold the whole state of a phase that is being trained. Random streams need no state: a draw is addressed
 * by epoch and step. One file each, written whole; the last two are kept, so that one broken file costs an epoch.
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

/** Where a phase stands. Plain numbers and texts; what is in tensors lies beside it. */
export interface TrainingProgress {
  /** Threads it was begun with: going on with another number would not end with the same bytes. */
  threads: number;
  /** The hash of what the phase is trained from, whatever the engine; see `trainingInputsHash`. */
  inputs: string;
  /** The engines that have trained it, one after the other, and the epochs that were finished when each began. */
  engines: { name: string; numerics: string; fromEpoch: number }[];
  /** Epochs that are finished. */
  epoch: number;
  /** Batches of the unfinished epoch that are done, and what was summed up in them. */
  step: number;
  sums: Record<string, number>;
  /** Examples that the sums are over. */
  examples: number;
  /** Seconds spent so far, in the unfinished epoch and in all. */
  epochSeconds: number;
  seconds: number;
  history: EpochRecord[];
  /** The best epoch by the figure that `keep` watches. */
  best: BestEpoch | null;
  /** The best epoch by the figure that `stop_early` watches, and how many epochs with that figure came after it. */
  watched: { best: BestEpoch | null; stale: number };
  /** The finished result that this training is to replace, where there is one; see `artifactIdentity`. */
  replaces?: string;
}

export interface Checkpoint {
  progress: TrainingProgress;
  /** Weights, slots and counters that training moves; `@best/NAME` for the weights of the best epoch. */
  tensors: NamedTensors;
}

const CHECKPOINTS_KEPT = 2;
const CHECKPOINT_FILE = /^at-(\d{9})\.safetensors$/;

/** File names sort as their checkpoints do: by steps since the phase began. */
const checkpointFileName = (steps: number) => `at-${String(steps).padStart(9, '0')}.safetensors`;

const listCheckpointFiles = async (directory: string): Promise<string[]> =>
  (await listDirectory(directory))
    .filter((name) => CHECKPOINT_FILE.test(name))
    .sort()
    .reverse();

const NO_DIGEST = '0'.repeat(64);

/** The bytes of a checkpoint's file, in pieces: the digest is over all of them, with zeros in its own place. */
function encodeCheckpoint(
  tensors: NamedTensors,
  metadata: { format: string; progress: string },
): { pieces: Uint8Array[]; digest: string } {
  const digest = sha256(encodeSafetensors(tensors, { ...metadata, sha256: NO_DIGEST }));
  return { pieces: encodeSafetensors(tensors, { ...metadata, sha256: digest }), digest };
}

/** Write one, then let go of those before the one before it. `steps` counts since the phase began. */
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

/** A checkpoint as it lies there. */
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

/** What a file holds that is, to the byte, as `encode` writes it; null for any other. */
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
 * A file is `broken` only if it could be read from its first byte to its last. One that can't be read may be good: that
 * is thrown. One that is gone, or of another format, is no checkpoint.
 */
async function loadCheckpoint(path: string): Promise<StoredCheckpoint | 'broken' | null> {
  const bytes = await readFileOrNull(path);
  if (bytes === null) return null;
  const kept = decodeCheckpoint(path, bytes);
  if (kept === null) return 'broken';
  return kept.format === String(STORE_FORMAT) ? kept : null;
}

/** The newest one that is whole, and the files of those before it that are broken. Nothing is changed. */
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

/** Move a broken checkpoint out of the way: only for whoever holds the phase's lock. Answers where it is now. */
export const quarantineCheckpoint = (store: Store, key: string, path: string): Promise<string | null> =>
  quarantineFile(store, path, `${key}-${basename(path)}`);

/** One of those under a key, by its hash; null if it is no longer there, or not whole. */
export async function checkpointByHash(store: Store, key: string, hash: string): Promise<Checkpoint | null> {
  const directory = checkpointDirectory(store, key);
  for (const name of await listCheckpointFiles(directory)) {
    const checkpoint = await loadCheckpoint(join(directory, name));
    if (checkpoint && checkpoint !== 'broken' && checkpoint.sha256 === hash) return checkpoint;
  }
  return null;
}

/** What a checkpoint says of itself. */
export interface CheckpointSummary {
  key: string;
  sha256: string;
  progress: TrainingProgress;
}

/** What a store's checkpoints say of themselves: the newest of each key, its tensors unread. */
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
      // Broken, or gone meanwhile: whoever trains the phase will see.
      return [];
    }
  });
  return newest.flat();
}

export async function removeCheckpoints(store: Store, key: string): Promise<void> {
  await rm(checkpointDirectory(store, key), { recursive: true, force: true });
}

/**
 * Checkpoints hold the whole state of a phase in training. Random streams need no state: a draw is addressed by epoch
 * and step. Each is one file, written atomically; the last two are kept, so that a damaged file costs one epoch.
 *
 * The directory is named by the course of the training, which is the same for any number of epochs, and by the engines.
 * The last checkpoint of the longest training stays there: more epochs go on from it.
 */
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { writeFileAtomically } from './atomic-write.js';
import type { BestEpoch, EpochRecord } from '../api/index.js';
import type { FigureKey } from './artifact-description.js';
import { sha256 } from './sha256.js';
import { mapInBatches, listDirectory, readFileOrNull } from './read-files.js';
import { withErrorPath } from './store-error.js';
import { STORE_FORMAT } from './store-format.js';
import { quarantineFile } from './artifact-cache.js';
import {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensorsHeader,
  type NamedTensors,
} from './safetensors.js';
import { storeWriteOptions, checkpointDirectory, checkpointsDirectory, type Store } from './store-layout.js';

/** Progress of a phase. Plain values; the tensors are stored beside it. */
export interface TrainingProgress {
  /** Threads that it was begun with: with another number the result would differ in the last bits. */
  threads: number;
  /** Whether features are computed before the steps: in the steps they would differ in the last bits. */
  hoists: boolean;
  /** The engines that have trained it, one after the other, and the number of finished epochs when each began. */
  engines: { name: string; numerics: string; fromEpoch: number }[];
  /** Epochs that are finished. */
  epoch: number;
  /** Finished batches of the current epoch, and the sums of their metrics. */
  step: number;
  sums: Record<string, number>;
  /** The figures in `sums` and `history`. */
  figures: FigureKey[];
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
  /** Of a phase whose learning rate follows a figure: the best value, epochs since, those of the rest, and how often it fell. */
  plateau?: { best: number | null; stale: number; cooldown: number; reductions: number };
  /** The identity of the finished result that this training replaces, if any; see `artifactIdentity`. */
  replaces?: string;
}

export interface Checkpoint {
  progress: TrainingProgress;
  /** Weights, slots and counters that training updates, and weights of the best epoch; named by their places. */
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

const stepsOfFile = (name: string): number => Number(CHECKPOINT_FILE.exec(name)![1]);

/**
 * Write a checkpoint, then remove all but the last two up to it. Later ones are of a longer training and stay. `step`
 * counts since the phase began.
 */
export async function saveCheckpoint(
  store: Store,
  id: string,
  step: number,
  checkpoint: Checkpoint,
): Promise<string> {
  const directory = checkpointDirectory(store, id);
  const { pieces } = encodeCheckpoint(checkpoint.tensors, {
    format: String(STORE_FORMAT),
    progress: JSON.stringify(checkpoint.progress),
  });
  const path = join(directory, checkpointFileName(step));
  await writeFileAtomically(path, pieces, storeWriteOptions(store));
  const passed = (await listCheckpointFiles(directory)).filter((name) => stepsOfFile(name) <= step);
  for (const name of passed.slice(CHECKPOINTS_KEPT)) await rm(join(directory, name), { force: true });
  return path;
}

/** Remove all checkpoints but the furthest, when a training has ended. */
export async function keepLastCheckpoint(store: Store, id: string): Promise<void> {
  const directory = checkpointDirectory(store, id);
  for (const name of (await listCheckpointFiles(directory)).slice(1))
    await rm(join(directory, name), { force: true });
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

/**
 * The newest intact checkpoint, and the newer files that are broken. Changes nothing.
 *
 * @param fits whether a checkpoint is wanted, from its progress
 */
export async function lastCheckpoint(
  store: Store,
  id: string,
  fits: (progress: TrainingProgress) => boolean = () => true,
): Promise<{ checkpoint: StoredCheckpoint | null; broken: string[] }> {
  const directory = checkpointDirectory(store, id);
  const broken: string[] = [];
  for (const name of await listCheckpointFiles(directory)) {
    const path = join(directory, name);
    const said = await readProgress(path);
    if (said && !fits(said)) continue;
    const checkpoint = await loadCheckpoint(path);
    if (checkpoint === 'broken') broken.push(path);
    else if (checkpoint && fits(checkpoint.progress)) return { checkpoint, broken };
  }
  return { checkpoint: null, broken };
}

/** Files of checkpoints that are broken; those of other formats are not looked into. */
export async function verifyCheckpoints(store: Store, id: string): Promise<string[]> {
  const directory = checkpointDirectory(store, id);
  const broken: string[] = [];
  for (const name of await listCheckpointFiles(directory)) {
    const path = join(directory, name);
    if ((await loadCheckpoint(path)) === 'broken') broken.push(path);
  }
  return broken;
}

/** Move a damaged checkpoint into quarantine: only for the holder of the phase's lock. Returns its new path. */
export const quarantineCheckpoint = (store: Store, id: string, path: string): Promise<string | null> =>
  quarantineFile(store, path, `${id}-${basename(path)}`);

/**
 * The progress in a checkpoint's header, without its tensors; null if it is damaged, missing or of another format. If it
 * can't be read, it may be intact: the error is thrown.
 */
async function readProgress(path: string): Promise<TrainingProgress | null> {
  try {
    const { metadata } = await readSafetensorsHeader(path);
    if (metadata.format !== String(STORE_FORMAT)) return null;
    return JSON.parse(metadata.progress!) as TrainingProgress;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && code !== 'ENOENT') throw withErrorPath(error, path);
    return null;
  }
}

/** Directories of checkpoints whose names begin so. */
export const listCheckpoints = async (store: Store, prefix: string): Promise<string[]> =>
  (await listDirectory(checkpointsDirectory(store))).filter((id) => id.startsWith(prefix)).sort();

/** The progress of the checkpoints in a directory, the newest first; tensors are not read. */
export async function progressOfCheckpoints(store: Store, id: string): Promise<TrainingProgress[]> {
  const directory = checkpointDirectory(store, id);
  const names = await listCheckpointFiles(directory);
  return (await mapInBatches(names, (name) => readProgress(join(directory, name)))).flatMap(
    (progress) => progress ?? [],
  );
}

export async function removeCheckpoints(store: Store, id: string): Promise<void> {
  await rm(checkpointDirectory(store, id), { recursive: true, force: true });
}

/**
 * Checkpoints hold the whole state of a phase that is being trained. Random streams need no state: a draw is addressed
 * by epoch and step. One file each, written whole; the last two are kept, so that one broken file costs an epoch.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { sha256, STORE_FORMAT, type Best, type EpochRecord } from './objects.js';
import { writeWhole } from './atomic.js';
import { decodeSafetensors, encodeSafetensors, readHeader, type Tensors } from './safetensors.js';
import { checkpointDirectory, temporaryDirectory, type Store } from './store.js';

/** Where a phase stands. Plain numbers and texts; what is in tensors lies beside it. */
export interface Progress {
  /** Threads it was begun with: going on with another number would not end with the same bytes. */
  threads: number;
  /** The hash of what the phase is trained from, whatever the engine; see `inputsKey`. */
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
  best: Best | null;
  /** The best epoch by the figure that `stop_early` watches, and how many epochs with that figure came after it. */
  watched: { best: Best | null; stale: number };
}

export interface Checkpoint {
  progress: Progress;
  /** Weights, slots and counters that training moves; `best/NAME` for the weights of the best epoch. */
  tensors: Tensors;
}

const KEPT = 2;
const PATTERN = /^at-(\d{9})\.safetensors$/;

/** File names sort as their checkpoints do: by steps since the phase began. */
const fileName = (steps: number) => `at-${String(steps).padStart(9, '0')}.safetensors`;

async function list(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory))
      .filter((name) => PATTERN.test(name))
      .sort()
      .reverse();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Write one, then let go of those before the one before it. `steps` counts since the phase began. */
export async function saveCheckpoint(
  store: Store,
  key: string,
  steps: number,
  checkpoint: Checkpoint,
): Promise<string> {
  const directory = checkpointDirectory(store, key);
  const progress = JSON.stringify(checkpoint.progress);
  const body = encodeSafetensors(checkpoint.tensors).slice(1);
  const pieces = encodeSafetensors(checkpoint.tensors, {
    format: String(STORE_FORMAT),
    progress,
    sha256: sha256([progress, ...body]),
  });
  const path = join(directory, fileName(steps));
  await writeWhole(path, pieces, temporaryDirectory(store));
  for (const name of (await list(directory)).slice(KEPT)) await rm(join(directory, name), { force: true });
  return path;
}

type Kept = Checkpoint & { sha256: string };

/** A checkpoint, if its file is whole. */
async function load(path: string): Promise<Kept | null> {
  try {
    const { tensors, metadata } = decodeSafetensors(await readFile(path));
    const body = encodeSafetensors(tensors).slice(1);
    const { format, progress, sha256: digest } = metadata;
    if (format !== String(STORE_FORMAT) || digest !== sha256([progress!, ...body])) return null;
    return { progress: JSON.parse(progress!) as Progress, tensors, sha256: digest };
  } catch {
    return null;
  }
}

/** The newest one that is whole. Broken ones are named in `broken` and removed. */
export async function lastCheckpoint(
  store: Store,
  key: string,
): Promise<{ checkpoint: Kept | null; broken: string[] }> {
  const directory = checkpointDirectory(store, key);
  const broken: string[] = [];
  for (const name of await list(directory)) {
    const path = join(directory, name);
    const checkpoint = await load(path);
    if (checkpoint) return { checkpoint, broken };
    broken.push(path);
    await rm(path, { force: true });
  }
  return { checkpoint: null, broken };
}

/** One of those under a key, by its hash; null if it is no longer there. Nothing is removed: it is another's key. */
export async function checkpointWith(store: Store, key: string, hash: string): Promise<Checkpoint | null> {
  const directory = checkpointDirectory(store, key);
  for (const name of await list(directory)) {
    const checkpoint = await load(join(directory, name));
    if (checkpoint?.sha256 === hash) return checkpoint;
  }
  return null;
}

/** What a store's checkpoints say of themselves: the newest of each key, its tensors unread. */
export async function listCheckpoints(
  store: Store,
): Promise<{ key: string; sha256: string; progress: Progress }[]> {
  const keys = await readdir(join(store.root, 'checkpoints')).catch(() => []);
  const newest = keys.map(async (key) => {
    const [name] = await list(checkpointDirectory(store, key)).catch(() => []);
    if (name === undefined) return [];
    try {
      const { metadata } = await readHeader(join(checkpointDirectory(store, key), name));
      if (metadata.format !== String(STORE_FORMAT)) return [];
      return [{ key, sha256: metadata.sha256!, progress: JSON.parse(metadata.progress!) as Progress }];
    } catch {
      // Broken, or gone meanwhile: whoever trains the phase will see.
      return [];
    }
  });
  return (await Promise.all(newest)).flat();
}

export async function removeCheckpoints(store: Store, key: string): Promise<void> {
  await rm(checkpointDirectory(store, key), { recursive: true, force: true });
}

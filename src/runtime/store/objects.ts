/** Content-addressed artifacts: what a phase, an evaluation or a computed picture left behind, under the key of its inputs. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { StateTensor } from '../engines/index.js';
import { temporaryName, writeWholeDirectory } from './atomic.js';
import { decodeSafetensors, encodeSafetensors, SafetensorsProblem, type Tensors } from './safetensors.js';
import { corruptDirectory, objectDirectory, temporaryDirectory, type Store } from './store.js';

/** Raised when what an artifact or a checkpoint holds changes its meaning. Part of every key. */
export const STORE_FORMAT = 1;

/** One epoch's figures: `loss`, metrics by name, and the same with `val.` before them. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  seconds: number;
  metrics: Record<string, number>;
}

/** An epoch (from 1), and the value of the figure that it is the best by. */
export interface Best {
  epoch: number;
  value: number;
}

/** That a phase was ended by `stop_early`: after which of how many epochs, and the best by the figure that it watched. */
export interface StoppedEarly {
  epoch: number;
  of: number;
  figure: string;
  best: Best | null;
}

export interface Artifact {
  key: string;
  kind: 'phase' | 'evaluation' | 'wires';
  name: string;
  /** ISO 8601. */
  made: string;
  lagraph: string;
  engine: { name: string; version: string; numerics: string; threads: number };
  /** For a phase that several engines trained, one after the other: which, and the epochs that were finished when each began. */
  engines?: { name: string; numerics: string; fromEpoch: number }[];
  seconds: number;
  /** True if any data it comes from is made up. */
  simulated: boolean;
  /** What the key was made of. */
  inputs: { fingerprint: string; phases: Record<string, string>; data: Record<string, string> };
  epochs: EpochRecord[];
  /** The figures that count: of the last epoch, or of the best where that was kept. */
  metrics: Record<string, number>;
  /** For a phase: the epoch whose weights were kept. */
  kept?: number;
  /** For a phase that did not come to its last epoch. */
  stopped?: StoppedEarly;
  tensors: { sha256: string; bytes: number } | null;
}

export type Found =
  { status: 'found'; artifact: Artifact } | { status: 'absent' } | { status: 'corrupt'; problem: string };

const DESCRIPTION = 'artifact.json';
const TENSORS = 'tensors.safetensors';

export function sha256(pieces: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

const describe = (artifact: Artifact): string => {
  const digest = sha256([JSON.stringify(artifact)]);
  return `${JSON.stringify({ format: STORE_FORMAT, digest, artifact }, null, 1)}\n`;
};

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

async function load(
  store: Store,
  key: string,
): Promise<
  Exclude<Found, { status: 'found' }> | { status: 'found'; artifact: Artifact; bytes: Buffer | null }
> {
  const directory = objectDirectory(store, key);
  const text = await readOrNull(join(directory, DESCRIPTION));
  if (text === null) {
    const left = await readOrNull(join(directory, TENSORS));
    return left === null ? { status: 'absent' } : { status: 'corrupt', problem: `${DESCRIPTION} is missing` };
  }
  let artifact: Artifact;
  try {
    const file = JSON.parse(text.toString('utf8')) as { digest: string; artifact: Artifact };
    artifact = file.artifact;
    if (sha256([JSON.stringify(artifact)]) !== file.digest) {
      return { status: 'corrupt', problem: `${DESCRIPTION} does not match its own hash` };
    }
  } catch {
    return { status: 'corrupt', problem: `${DESCRIPTION} is not readable` };
  }
  if (artifact.key !== key) return { status: 'corrupt', problem: `${DESCRIPTION} belongs to another key` };
  if (artifact.tensors === null) return { status: 'found', artifact, bytes: null };
  const bytes = await readOrNull(join(directory, TENSORS));
  if (bytes === null) {
    // Between the two reads another run may have set the whole artifact aside, to make it anew.
    const gone = (await readOrNull(join(directory, DESCRIPTION))) === null;
    return gone ? { status: 'absent' } : { status: 'corrupt', problem: `${TENSORS} is missing` };
  }
  if (bytes.byteLength !== artifact.tensors.bytes || sha256([bytes]) !== artifact.tensors.sha256) {
    return { status: 'corrupt', problem: `${TENSORS} does not match its hash` };
  }
  return { status: 'found', artifact, bytes };
}

const AT_ONCE = 64;

/** What all artifacts of a kind say of themselves. Only their descriptions are read: look one up before it is used. */
export async function listArtifacts(store: Store, kind: Artifact['kind']): Promise<Artifact[]> {
  const root = join(store.root, 'objects');
  const folders = await readdir(root).catch(() => []);
  const keys = (
    await Promise.all(folders.map((folder) => readdir(join(root, folder)).catch(() => [])))
  ).flat();
  const found: Artifact[] = [];
  const read = async (key: string): Promise<void> => {
    try {
      const text = await readOrNull(join(objectDirectory(store, key), DESCRIPTION));
      const { artifact } = JSON.parse(text!.toString('utf8')) as { artifact: Artifact };
      if (artifact.kind === kind && artifact.key === key) found.push(artifact);
    } catch {
      // Not to be read: nobody's.
    }
  };
  // Some at a time: a process may not open any number of files.
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    await Promise.all(keys.slice(at, at + AT_ONCE).map(read));
  }
  return found;
}

/** Look an artifact up, and check every byte of it. */
export async function findArtifact(store: Store, key: string): Promise<Found> {
  const found = await load(store, key);
  return found.status === 'found' ? { status: 'found', artifact: found.artifact } : found;
}

/** An artifact's tensors. Throws if it is not there or not whole: look it up first. */
export async function readTensors(store: Store, key: string): Promise<Map<string, StateTensor>> {
  const found = await load(store, key);
  if (found.status !== 'found') {
    const why = found.status === 'absent' ? 'is not in the store' : `is broken: ${found.problem}`;
    throw new Error(`The artifact ${key} ${why}.`);
  }
  if (found.bytes === null) return new Map();
  try {
    return decodeSafetensors(found.bytes).tensors;
  } catch (error) {
    if (error instanceof SafetensorsProblem) throw new Error(`The artifact ${key}: ${error.message}.`);
    throw error;
  }
}

/**
 * Put an artifact in its place. If another run was first with the same key, that one stays: the same inputs give the
 * same result.
 */
export async function saveArtifact(
  store: Store,
  description: Omit<Artifact, 'tensors'>,
  tensors: Tensors | null,
): Promise<Artifact> {
  const pieces = tensors && encodeSafetensors(tensors);
  const artifact: Artifact = {
    ...description,
    tensors: pieces && {
      sha256: sha256(pieces),
      bytes: pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0),
    },
  };
  await writeWholeDirectory(
    objectDirectory(store, artifact.key),
    { [DESCRIPTION]: describe(artifact), ...(pieces && { [TENSORS]: pieces }) },
    temporaryDirectory(store),
  );
  return artifact;
}

async function moveAway(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Move a broken artifact out of the way, keeping it for whoever wants to know why. Answers where it is now. */
export async function setAside(store: Store, key: string): Promise<string | null> {
  await mkdir(corruptDirectory(store), { recursive: true });
  const place = join(corruptDirectory(store), `${key}~${temporaryName()}`);
  return (await moveAway(objectDirectory(store, key), place)) ? place : null;
}

/** Remove an artifact, as one step: a reader sees it whole or not at all. */
export async function removeArtifact(store: Store, key: string): Promise<void> {
  await mkdir(temporaryDirectory(store), { recursive: true });
  const place = join(temporaryDirectory(store), `.${temporaryName()}`);
  if (await moveAway(objectDirectory(store, key), place)) await rm(place, { recursive: true, force: true });
}

/** Rows of numbers that were kept as `row0`, `row1` ...; null if they are not there, or not whole. */
export async function keptRows(
  store: Store,
  key: string,
  count: number,
): Promise<{ shape: number[]; data: Float32Array }[] | null> {
  if ((await findArtifact(store, key)).status !== 'found') return null;
  const tensors = await readTensors(store, key);
  return Array.from({ length: count }, (_, i) => {
    const row = tensors.get(`row${i}`);
    if (!row) throw new Error(`The artifact ${key} has no row ${i}.`);
    return { shape: [...row.shape], data: row.data };
  });
}

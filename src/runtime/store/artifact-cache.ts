/**
 * Artifact cache, input-addressed: results of phases, evaluations, figures and translation grids under the key of their
 * inputs and the engines that made them.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { StateTensor } from '../capture/index.js';
import {
  makeDirectory,
  moveAtomically,
  temporaryName,
  writeFileAtomically,
  writeDirectoryAtomically,
} from './atomic-write.js';
import {
  ARTIFACT_FILE,
  describeArtifact,
  readArtifactDescription,
  type Artifact,
} from './artifact-description.js';
import { idOfArtifact } from './artifact-ids.js';
import { sha256 } from './sha256.js';
import { listDirectory, mapInBatches, readFileOrNull } from './read-files.js';
import { StoreError } from './store-error.js';
import { decodeSafetensors, encodeSafetensors, SafetensorsError, type NamedTensors } from './safetensors.js';
import {
  storeWriteOptions,
  corruptDirectory,
  artifactDirectory,
  keysDirectory,
  objectsDirectory,
  type Store,
} from './store-layout.js';

export type ArtifactLookup =
  { status: 'found'; artifact: Artifact } | { status: 'absent' } | { status: 'corrupt'; problem: string };

/** Depends on the store format: format 1 had a fixed file name, so tensors could not be replaced atomically. */
const tensorsFileName = (format: number, { tensors }: Artifact): string =>
  format === 1 ? 'tensors.safetensors' : `${tensors!.sha256}.safetensors`;

type LoadedArtifact =
  | Exclude<ArtifactLookup, { status: 'found' }>
  | { status: 'found'; artifact: Artifact; bytes: Buffer | null };

/** Parses a description, and loads and verifies the tensors that it names. */
async function loadDescribedArtifact(directory: string, id: string, text: Buffer): Promise<LoadedArtifact> {
  const said = readArtifactDescription(text);
  if ('problem' in said) return { status: 'corrupt', problem: `${ARTIFACT_FILE} ${said.problem}` };
  const { artifact, format } = said;
  if (idOfArtifact(artifact, format) !== id)
    return { status: 'corrupt', problem: `${ARTIFACT_FILE} belongs to another key` };
  if (artifact.tensors === null) return { status: 'found', artifact, bytes: null };
  const bytes = await readFileOrNull(join(directory, tensorsFileName(format, artifact)));
  if (bytes === null) return { status: 'corrupt', problem: 'the file of its tensors is missing' };
  if (bytes.byteLength !== artifact.tensors.bytes || sha256([bytes]) !== artifact.tensors.sha256) {
    return { status: 'corrupt', problem: 'the file of its tensors does not match its hash' };
  }
  return { status: 'found', artifact, bytes };
}

async function loadArtifact(store: Store, id: string): Promise<LoadedArtifact> {
  const directory = artifactDirectory(store, id);
  const path = join(directory, ARTIFACT_FILE);
  let text = await readFileOrNull(path);
  for (;;) {
    const found: LoadedArtifact =
      text !== null
        ? await loadDescribedArtifact(directory, id, text)
        : (await listDirectory(directory)).length === 0
          ? { status: 'absent' }
          : { status: 'corrupt', problem: `${ARTIFACT_FILE} is missing` };
    if (found.status !== 'corrupt') return found;
    // Between two reads another run may have replaced it, or quarantined it to compute it again.
    const again = await readFileOrNull(path);
    if (text === null ? again === null : again?.equals(text)) return found;
    text = again;
  }
}

/** Artifacts whose names begin so; nothing of them is read. */
export const listArtifacts = async (store: Store, prefix: string): Promise<string[]> =>
  (await listDirectory(keysDirectory(store, prefix))).filter((id) => id.startsWith(prefix)).sort();

/** Whether there is an artifact of this name, intact or not. */
export const isArtifactThere = async (store: Store, id: string): Promise<boolean> =>
  (await listArtifacts(store, id)).includes(id);

/** Names of all artifacts of a store. */
export async function listAllArtifacts(store: Store): Promise<string[]> {
  const folders = (await listDirectory(objectsDirectory(store))).sort();
  const ids = await mapInBatches(folders, (folder) => listDirectory(join(objectsDirectory(store), folder)));
  return ids.flat().sort();
}

/** An artifact's description of any format; null if it is missing, broken or of a newer lagraph. */
export async function readDescription(
  store: Store,
  id: string,
): Promise<{ artifact: Artifact; current: boolean } | null> {
  const text = await readFileOrNull(join(artifactDirectory(store, id), ARTIFACT_FILE));
  const said = text && readArtifactDescription(text);
  if (!said || 'problem' in said) return null;
  return idOfArtifact(said.artifact, said.format) === id ? said : null;
}

/** An artifact's description; null if it is missing, broken or of an older format. Tensors are not verified. */
export async function describedArtifact(store: Store, id: string): Promise<Artifact | null> {
  const said = await readDescription(store, id);
  return said?.current ? said.artifact : null;
}

/** Look up an artifact and verify every byte of it. */
export async function findArtifact(store: Store, id: string): Promise<ArtifactLookup> {
  const found = await loadArtifact(store, id);
  return found.status === 'found' ? { status: 'found', artifact: found.artifact } : found;
}

/** Distinguishes two results under the same key (after a forced retraining). */
export const artifactIdentity = (artifact: Artifact): string => sha256([JSON.stringify(artifact)]);

/**
 * An artifact and its tensors. Throws StoreError if it is missing or damaged.
 */
export async function readArtifact(
  store: Store,
  id: string,
): Promise<{ artifact: Artifact; tensors: Map<string, StateTensor> }> {
  const found = await loadArtifact(store, id);
  const what = `The result ${artifactDirectory(store, id)}`;
  if (found.status !== 'found') {
    const why = found.status === 'absent' ? 'is no longer there' : `is broken (${found.problem})`;
    throw new StoreError(`${what} ${why}. Run the graph again: it is made anew.`);
  }
  const { artifact, bytes } = found;
  try {
    return { artifact, tensors: bytes ? decodeSafetensors(bytes).tensors : new Map<string, StateTensor>() };
  } catch (error) {
    if (error instanceof SafetensorsError) throw new StoreError(`${what}: ${error.message}.`);
    throw error;
  }
}

/**
 * Store an artifact. If another run has stored one under the same key, that one stays: the same inputs give the same
 * result. With `replace` the new one atomically replaces the old: a reader gets the one or the other.
 */
export async function saveArtifact(
  store: Store,
  description: Omit<Artifact, 'tensors'>,
  tensors: NamedTensors | null,
  { replace = false } = {},
): Promise<Artifact> {
  const pieces = tensors && encodeSafetensors(tensors);
  const artifact: Artifact = {
    ...description,
    tensors: pieces && {
      sha256: sha256(pieces),
      bytes: pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0),
    },
  };
  const { text, format } = describeArtifact(artifact);
  const directory = artifactDirectory(store, idOfArtifact(artifact, format));
  const file = pieces && tensorsFileName(format, artifact);
  const isThere = replace && (await listDirectory(directory)).length > 0;
  if (!isThere) {
    const files = { [ARTIFACT_FILE]: text, ...(pieces && { [file!]: pieces }) };
    if ((await writeDirectoryAtomically(directory, files, storeWriteOptions(store))) || !replace)
      return artifact;
  }
  // The description names the tensors' file, so replacing the description switches between the two.
  if (pieces) await writeFileAtomically(join(directory, file!), pieces, storeWriteOptions(store));
  await writeFileAtomically(join(directory, ARTIFACT_FILE), text, storeWriteOptions(store));
  for (const name of await listDirectory(directory)) {
    if (name !== ARTIFACT_FILE && name !== file) await rm(join(directory, name), { force: true });
  }
  return artifact;
}

/** Move a damaged file into quarantine, where it is kept for inspection. Returns its new path. */
export async function quarantineFile(store: Store, path: string, name: string): Promise<string | null> {
  const place = join(corruptDirectory(store), `${name}~${temporaryName()}`);
  await makeDirectory(corruptDirectory(store), store.root);
  return (await moveAtomically(path, place)) ? place : null;
}

/** Move a damaged artifact into quarantine. Returns its new path. */
export const quarantineArtifact = (store: Store, id: string): Promise<string | null> =>
  quarantineFile(store, artifactDirectory(store, id), id);

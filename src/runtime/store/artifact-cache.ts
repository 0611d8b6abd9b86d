/**
 * Artifact cache, input-addressed: results of phases, evaluations and translation grids under the key of their
 * inputs.
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
import { sha256 } from './sha256.js';
import { mapInBatches, listDirectory, readFileOrNull } from './read-files.js';
import { StoreError } from './store-error.js';
import { decodeSafetensors, encodeSafetensors, SafetensorsError, type NamedTensors } from './safetensors.js';
import { storeWriteOptions, corruptDirectory, artifactDirectory, type Store } from './store-layout.js';

export type ArtifactLookup =
  { status: 'found'; artifact: Artifact } | { status: 'absent' } | { status: 'corrupt'; problem: string };

/** Depends on the store format: format 1 had a fixed file name, so tensors could not be replaced atomically. */
const tensorsFileName = (format: number, { tensors }: Artifact): string =>
  format === 1 ? 'tensors.safetensors' : `${tensors!.sha256}.safetensors`;

type LoadedArtifact =
  | Exclude<ArtifactLookup, { status: 'found' }>
  | { status: 'found'; artifact: Artifact; bytes: Buffer | null };

/** Parses a description, and loads and verifies the tensors that it names. */
async function loadDescribedArtifact(directory: string, key: string, text: Buffer): Promise<LoadedArtifact> {
  const said = readArtifactDescription(text);
  if ('problem' in said) return { status: 'corrupt', problem: `${ARTIFACT_FILE} ${said.problem}` };
  const { artifact, format } = said;
  if (artifact.key !== key) return { status: 'corrupt', problem: `${ARTIFACT_FILE} belongs to another key` };
  if (artifact.tensors === null) return { status: 'found', artifact, bytes: null };
  const bytes = await readFileOrNull(join(directory, tensorsFileName(format, artifact)));
  if (bytes === null) return { status: 'corrupt', problem: 'the file of its tensors is missing' };
  if (bytes.byteLength !== artifact.tensors.bytes || sha256([bytes]) !== artifact.tensors.sha256) {
    return { status: 'corrupt', problem: 'the file of its tensors does not match its hash' };
  }
  return { status: 'found', artifact, bytes };
}

async function loadArtifact(store: Store, key: string): Promise<LoadedArtifact> {
  const directory = artifactDirectory(store, key);
  const path = join(directory, ARTIFACT_FILE);
  let text = await readFileOrNull(path);
  for (;;) {
    const found: LoadedArtifact =
      text !== null
        ? await loadDescribedArtifact(directory, key, text)
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

/**
 * Descriptions of all artifacts of a kind, without those of older formats. Tensors are not verified: call
 * findArtifact before using one.
 */
export async function listArtifacts(store: Store, kind: Artifact['kind']): Promise<Artifact[]> {
  const root = join(store.root, 'objects');
  const keys = (
    await mapInBatches(await listDirectory(root), (folder) => listDirectory(join(root, folder)))
  ).flat();
  const found = await mapInBatches(keys, async (key): Promise<Artifact[]> => {
    const text = await readFileOrNull(join(artifactDirectory(store, key), ARTIFACT_FILE));
    const said = text && readArtifactDescription(text);
    // Broken descriptions are skipped.
    if (!said || 'problem' in said || !said.current) return [];
    return said.artifact.kind === kind && said.artifact.key === key ? [said.artifact] : [];
  });
  return found.flat();
}

/** Look up an artifact and verify every byte of it. */
export async function findArtifact(store: Store, key: string): Promise<ArtifactLookup> {
  const found = await loadArtifact(store, key);
  return found.status === 'found' ? { status: 'found', artifact: found.artifact } : found;
}

/** Distinguishes two results under the same key (after a forced retraining). */
export const artifactIdentity = (artifact: Artifact): string => sha256([JSON.stringify(artifact)]);

/** A tensor that must be present. */
export interface ExpectedTensor {
  name: string;
  shape: readonly number[];
}

/** The first mismatch between tensors and what is expected; null if there is none. */
export function tensorMismatch(tensors: NamedTensors, expected: Iterable<ExpectedTensor>): string | null {
  for (const { name, shape } of expected) {
    const tensor = tensors.get(name);
    if (!tensor) return `it has no ${name}`;
    if (tensor.shape.length !== shape.length || tensor.shape.some((side, i) => side !== shape[i])) {
      return `${name} is [${tensor.shape.join(', ')}] there, and should be [${shape.join(', ')}]`;
    }
  }
  return null;
}

/**
 * An artifact's tensors, including all that are expected. Throws StoreError if the artifact is missing, damaged, or
 * lacks an expected tensor.
 */
export async function readTensors(
  store: Store,
  key: string,
  expected: Iterable<ExpectedTensor> = [],
): Promise<Map<string, StateTensor>> {
  const found = await loadArtifact(store, key);
  const what = `The result ${artifactDirectory(store, key)}`;
  if (found.status !== 'found') {
    const why = found.status === 'absent' ? 'is no longer there' : `is broken (${found.problem})`;
    throw new StoreError(`${what} ${why}. Run the graph again: it is made anew.`);
  }
  try {
    const tensors = found.bytes ? decodeSafetensors(found.bytes).tensors : new Map<string, StateTensor>();
    const wrong = tensorMismatch(tensors, expected);
    if (wrong !== null) throw new StoreError(`${what} is not what the graph asks for: ${wrong}.`);
    return tensors;
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
  const directory = artifactDirectory(store, artifact.key);
  const { text, format } = describeArtifact(artifact);
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
export const quarantineArtifact = (store: Store, key: string): Promise<string | null> =>
  quarantineFile(store, artifactDirectory(store, key), key);

/**
 * Cached rows, stored as `row0`, `row1` ...; null if they are missing or damaged.
 *
 * @param exampleShapes of one example of each row; the first side counts examples
 */
export async function readCachedRows(
  store: Store,
  key: string,
  exampleShapes: readonly (readonly (number | null)[])[],
): Promise<{ shape: number[]; data: Float32Array }[] | null> {
  if ((await findArtifact(store, key)).status !== 'found') return null;
  const tensors = await readTensors(store, key);
  const rows = exampleShapes.map((_, i) => tensors.get(`row${i}`));
  const fits = rows.every((row, i) => row?.shape.slice(1).join() === exampleShapes[i]!.join());
  if (!fits || tensors.size !== rows.length) {
    throw new StoreError(`The rows ${artifactDirectory(store, key)} are not those of the graph.`);
  }
  return rows.map((row) => ({ shape: [...row!.shape], data: row!.data }));
}

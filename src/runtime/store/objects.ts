/** Content-addressed artifacts: what a phase, an evaluation or a computed picture left behind, under the key of its inputs. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { StateTensor } from '../engines/index.js';
import { makeDirectory, moveWhole, temporaryName, writeWhole, writeWholeDirectory } from './atomic.js';
import { DESCRIPTION, describe, readDescription, type Artifact } from './description.js';
import { sha256 } from './digest.js';
import { mapSome, namesIn, readOrNull } from './files.js';
import { StoreProblem } from './problem.js';
import { decodeSafetensors, encodeSafetensors, SafetensorsProblem, type Tensors } from './safetensors.js';
import { around, corruptDirectory, objectDirectory, type Store } from './store.js';

export type Found =
  { status: 'found'; artifact: Artifact } | { status: 'absent' } | { status: 'corrupt'; problem: string };

/** Raised with the format: tensors used to lie under one name, so that nothing could take their place. */
const tensorsFile = (format: number, { tensors }: Artifact): string =>
  format === 1 ? 'tensors.safetensors' : `${tensors!.sha256}.safetensors`;

type Loaded =
  Exclude<Found, { status: 'found' }> | { status: 'found'; artifact: Artifact; bytes: Buffer | null };

/** What a description's file says, with the tensors that it tells of. */
async function loadDescribed(directory: string, key: string, text: Buffer): Promise<Loaded> {
  const said = readDescription(text);
  if ('problem' in said) return { status: 'corrupt', problem: `${DESCRIPTION} ${said.problem}` };
  const { artifact, format } = said;
  if (artifact.key !== key) return { status: 'corrupt', problem: `${DESCRIPTION} belongs to another key` };
  if (artifact.tensors === null) return { status: 'found', artifact, bytes: null };
  const bytes = await readOrNull(join(directory, tensorsFile(format, artifact)));
  if (bytes === null) return { status: 'corrupt', problem: 'the file of its tensors is missing' };
  if (bytes.byteLength !== artifact.tensors.bytes || sha256([bytes]) !== artifact.tensors.sha256) {
    return { status: 'corrupt', problem: 'the file of its tensors does not match its hash' };
  }
  return { status: 'found', artifact, bytes };
}

async function load(store: Store, key: string): Promise<Loaded> {
  const directory = objectDirectory(store, key);
  const path = join(directory, DESCRIPTION);
  let text = await readOrNull(path);
  for (;;) {
    const found: Loaded =
      text !== null
        ? await loadDescribed(directory, key, text)
        : (await namesIn(directory)).length === 0
          ? { status: 'absent' }
          : { status: 'corrupt', problem: `${DESCRIPTION} is missing` };
    if (found.status !== 'corrupt') return found;
    // Between two reads another run may have put a new one in its place, or set it aside to make it anew.
    const again = await readOrNull(path);
    if (text === null ? again === null : again?.equals(text)) return found;
    text = again;
  }
}

/**
 * What all artifacts of a kind say of themselves, those of older formats left out. Only their descriptions are read:
 * look one up before it is used.
 */
export async function listArtifacts(store: Store, kind: Artifact['kind']): Promise<Artifact[]> {
  const root = join(store.root, 'objects');
  const keys = (await mapSome(await namesIn(root), (folder) => namesIn(join(root, folder)))).flat();
  const found = await mapSome(keys, async (key): Promise<Artifact[]> => {
    const text = await readOrNull(join(objectDirectory(store, key), DESCRIPTION));
    const said = text && readDescription(text);
    // What is broken is nobody's.
    if (!said || 'problem' in said || !said.current) return [];
    return said.artifact.kind === kind && said.artifact.key === key ? [said.artifact] : [];
  });
  return found.flat();
}

/** Look an artifact up, and check every byte of it. */
export async function findArtifact(store: Store, key: string): Promise<Found> {
  const found = await load(store, key);
  return found.status === 'found' ? { status: 'found', artifact: found.artifact } : found;
}

/** Tells two results under one key apart. */
export const identityOf = (artifact: Artifact): string => sha256([JSON.stringify(artifact)]);

/** A tensor that must be there. */
export interface Expected {
  name: string;
  shape: readonly number[];
}

/** What is wrong with tensors that should be these; null if nothing is. */
export function misfit(tensors: Tensors, expected: Iterable<Expected>): string | null {
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
 * An artifact's tensors, all that are expected among them. Throws StoreProblem if it is not there, not whole, or not
 * what is expected.
 */
export async function readTensors(
  store: Store,
  key: string,
  expected: Iterable<Expected> = [],
): Promise<Map<string, StateTensor>> {
  const found = await load(store, key);
  const what = `The result ${objectDirectory(store, key)}`;
  if (found.status !== 'found') {
    const why = found.status === 'absent' ? 'is no longer there' : `is broken (${found.problem})`;
    throw new StoreProblem(`${what} ${why}. Run the graph again: it is made anew.`);
  }
  try {
    const tensors = found.bytes ? decodeSafetensors(found.bytes).tensors : new Map<string, StateTensor>();
    const wrong = misfit(tensors, expected);
    if (wrong !== null) throw new StoreProblem(`${what} is not what the graph asks for: ${wrong}.`);
    return tensors;
  } catch (error) {
    if (error instanceof SafetensorsProblem) throw new StoreProblem(`${what}: ${error.message}.`);
    throw error;
  }
}

/**
 * Put an artifact in its place. If another run was first with the same key, that one stays: the same inputs give the
 * same result. With `replace` the new one takes the place of the old in one step; a reader gets the one or the other.
 */
export async function saveArtifact(
  store: Store,
  description: Omit<Artifact, 'tensors'>,
  tensors: Tensors | null,
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
  const directory = objectDirectory(store, artifact.key);
  const { text, format } = describe(artifact);
  const file = pieces && tensorsFile(format, artifact);
  const isThere = replace && (await namesIn(directory)).length > 0;
  if (!isThere) {
    const files = { [DESCRIPTION]: text, ...(pieces && { [file!]: pieces }) };
    if ((await writeWholeDirectory(directory, files, around(store))) || !replace) return artifact;
  }
  // The description names the file of its tensors, and so decides which of two is there.
  if (pieces) await writeWhole(join(directory, file!), pieces, around(store));
  await writeWhole(join(directory, DESCRIPTION), text, around(store));
  for (const name of await namesIn(directory)) {
    if (name !== DESCRIPTION && name !== file) await rm(join(directory, name), { force: true });
  }
  return artifact;
}

/** Move what is broken out of the way, keeping it for whoever wants to know why. Answers where it is now. */
export async function moveAside(store: Store, path: string, name: string): Promise<string | null> {
  const place = join(corruptDirectory(store), `${name}~${temporaryName()}`);
  await makeDirectory(corruptDirectory(store), store.root);
  return (await moveWhole(path, place)) ? place : null;
}

/** Move a broken artifact out of the way. Answers where it is now. */
export const setAside = (store: Store, key: string): Promise<string | null> =>
  moveAside(store, objectDirectory(store, key), key);

/**
 * Rows of numbers that were kept as `row0`, `row1` ...; null if they are not there, or not whole.
 *
 * @param shapes of one example of each row; the first side counts examples
 */
export async function keptRows(
  store: Store,
  key: string,
  shapes: readonly (readonly (number | null)[])[],
): Promise<{ shape: number[]; data: Float32Array }[] | null> {
  if ((await findArtifact(store, key)).status !== 'found') return null;
  const tensors = await readTensors(store, key);
  const rows = shapes.map((_, i) => tensors.get(`row${i}`));
  const fits = rows.every((row, i) => row?.shape.slice(1).join() === shapes[i]!.join());
  if (!fits || tensors.size !== rows.length) {
    throw new StoreProblem(`The rows ${objectDirectory(store, key)} are not those of the graph.`);
  }
  return rows.map((row) => ({ shape: [...row!.shape], data: row!.data }));
}

/** Reads and validates a run's manifest, which may be damaged, foreign, or of another version. */
import { join } from 'node:path';
import { MANIFEST_FILE, type Manifest } from './manifest.js';
import {
  storeFaultMessage,
  DEAD_AFTER_MS,
  ownerLiveness,
  parseOwner,
  readFileOrNull,
  STORE_FORMAT,
  lastHeartbeat,
  decodeChecksummedJson,
} from '../store/index.js';

const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number';
const isKey = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isArtifactName = (value: unknown) =>
  typeof value === 'string' && /^[0-9a-f]{64}\.[a-z0-9+-]+$/.test(value);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isListOf = (value: unknown, is: (item: Record<string, unknown>) => boolean) =>
  Array.isArray(value) && value.every((item) => isRecord(item) && is(item));

/** Whether an object has the fields of a manifest. Keys and names become paths, so their form is checked. */
function isManifest(value: unknown, run: string): value is Manifest {
  return (
    isRecord(value) &&
    value['run'] === run &&
    [value['graph'], value['status'], value['started'], value['owner'], value['lagraph']].every(isText) &&
    isNumber(value['seconds']) &&
    isRecord(value['engine']) &&
    isListOf(
      value['phases'],
      (phase) =>
        isText(phase['name']) &&
        isText(phase['status']) &&
        (phase['key'] === null || isKey(phase['key'])) &&
        ((phase['artifact'] ?? null) === null || isArtifactName(phase['artifact'])),
    ) &&
    // JSON has no NaN: null is the value of an evaluation that has none.
    isListOf(
      value['evaluations'],
      ({ name: of, value: is }) => isText(of) && (isNumber(is) || is === null),
    ) &&
    isListOf(value['data'], (dataset) => isText(dataset['name']) && isText(dataset['hash'])) &&
    isListOf(value['notExported'], (model) => isText(model['name']))
  );
}

/** Whether the process of a run that is marked as running has ended. */
async function isAbandoned({ owner: text }: Manifest, path: string): Promise<boolean> {
  const owner = parseOwner(text);
  const state = owner === null ? 'dead' : ownerLiveness(owner);
  if (state !== 'elsewhere') return state === 'dead';
  return Date.now() - ((await lastHeartbeat(path)) ?? 0) > DEAD_AFTER_MS;
}

/** The manifest in a run's directory; or what is wrong with it; or null if there is none. */
export async function readManifest(
  directory: string,
  run: string,
): Promise<{ manifest: Manifest } | { problem: string } | null> {
  const path = join(directory, MANIFEST_FILE);
  let bytes: Buffer | null;
  try {
    bytes = await readFileOrNull(path);
  } catch (error) {
    const fault = storeFaultMessage(error);
    if (fault === null) throw error;
    return { problem: fault };
  }
  if (bytes === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { problem: `${MANIFEST_FILE} is not JSON` };
  }
  const format = isRecord(value) ? value['format'] : undefined;
  if (isNumber(format) && (format as number) > STORE_FORMAT) {
    return { problem: 'it was made by a newer lagraph than this one' };
  }
  // Format 1 had no checksum.
  const content = format === 1 ? value : decodeChecksummedJson(bytes);
  if (content === null) return { problem: `${MANIFEST_FILE} is not what was written: its hash is another` };
  if (!isManifest(content, run)) return { problem: `${MANIFEST_FILE} is not that of a run named ${run}` };
  if (content.status === 'running' && (await isAbandoned(content, path))) content.status = 'interrupted';
  return { manifest: content };
}

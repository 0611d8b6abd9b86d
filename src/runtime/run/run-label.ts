/**
 * What people call a run and say of it: `label.json` in its directory. It stands beside the manifest, which tells what
 * the run did and is not changed once it has ended.
 */
import { join } from 'node:path';

import {
  decodeChecksummedJson,
  encodeChecksummedJson,
  lockDirectory,
  mapInBatches,
  openStore,
  readFileOrNull,
  storeWriteOptions,
  withLock,
  writeFileAtomically,
  type Store,
} from '../store/index.js';
import { runDirectory, type Manifest } from './manifest.js';

export interface RunLabel {
  /** A second name of the run, which no other run of the store has. */
  name: string | null;
  /** Sorted. */
  tags: string[];
  note: string | null;
}

/** A run with what people say of it. */
export interface LabelledRun {
  manifest: Manifest;
  label: RunLabel;
}

export const LABEL_FILE = 'label.json';

export const EMPTY_LABEL: Readonly<RunLabel> = { name: null, tags: [], note: null };

/** Whether a run was given a name or a tag: a sign that it is to be kept. */
export const isMarked = ({ name, tags }: RunLabel): boolean => name !== null || tags.length > 0;

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';

function isLabel(value: unknown): value is RunLabel {
  const { name, tags, note } = (value ?? {}) as Partial<RunLabel>;
  return (
    isTextOrNull(name) &&
    isTextOrNull(note) &&
    Array.isArray(tags) &&
    tags.every((tag) => typeof tag === 'string')
  );
}

/** The label of a run; null if its file is damaged. */
async function readLabel(store: Store, run: string): Promise<RunLabel | null> {
  const bytes = await readFileOrNull(join(runDirectory(store, run), LABEL_FILE));
  if (bytes === null) return EMPTY_LABEL;
  const value = decodeChecksummedJson(bytes);
  return isLabel(value) ? value : null;
}

/** The labels of runs; null where a file is damaged. */
export const readLabels = (
  store: Store,
  runs: readonly Manifest[],
): Promise<{ run: string; label: RunLabel | null }[]> =>
  mapInBatches(runs, async ({ run }) => ({ run, label: await readLabel(store, run) }));

/**
 * Runs with their labels. A damaged label counts as none.
 *
 * @param notice receives a message for each damaged label
 */
export function withLabels(
  store: string,
  runs: readonly Manifest[],
  notice: (message: string) => void = () => undefined,
): Promise<LabelledRun[]> {
  const opened = openStore(store);
  return mapInBatches(runs, async (manifest) => {
    const label = await readLabel(opened, manifest.run);
    if (label === null) notice(damagedLabelMessage(opened, manifest.run));
    return { manifest, label: label ?? EMPTY_LABEL };
  });
}

const damagedLabelMessage = (store: Store, run: string): string =>
  `${join(runDirectory(store, run), LABEL_FILE)} is not what was written, and is passed over: name, tags and note of ${run} are unknown`;

/**
 * Changes the label of a run, with no other change in between; written whole.
 *
 * @param change gets the label as it is, and the labels of the other runs by run; what it throws is thrown
 * @throws UnreadableLabelError if the file is damaged: it is not replaced silently
 */
export async function changeLabel(
  store: string,
  run: string,
  runs: readonly Manifest[],
  change: (label: RunLabel, others: readonly LabelledRun[]) => RunLabel,
): Promise<RunLabel> {
  const opened = openStore(store);
  return withLock(lockDirectory(opened, 'labels'), async () => {
    const label = await readLabel(opened, run);
    if (label === null) throw new UnreadableLabelError(damagedLabelMessage(opened, run));
    const others = await withLabels(
      store,
      runs.filter((one) => one.run !== run),
    );
    const changed = change(label, others);
    await writeFileAtomically(
      join(runDirectory(opened, run), LABEL_FILE),
      encodeChecksummedJson({ ...changed, tags: [...new Set(changed.tags)].sort() }),
      storeWriteOptions(opened),
    );
    return changed;
  });
}

/** The file of names and notes is damaged. The message is for users. */
export class UnreadableLabelError extends Error {}

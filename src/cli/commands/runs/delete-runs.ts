import { readRuns, deleteRun, isMarked, type DeletedRun } from '../../../runtime/index.js';
import { formatBytes } from '../../../report/index.js';
import { requireStoreDirectory } from '../../directory-options.js';
import { pluralize } from '../../pluralize.js';
import { findStoredRun, rethrowAsUserError } from '../../run-lookup.js';
import type { Terminal } from '../../terminal.js';
import { UserError } from '../../user-error.js';

export interface DeleteOptions {
  dryRun?: boolean;
  force?: boolean;
  json?: boolean;
  store?: string;
}

/** `lagraph runs delete` */
export async function deleteRuns(
  names: readonly string[],
  options: DeleteOptions,
  terminal: Terminal,
): Promise<void> {
  const { dryRun = false } = options;
  const store = await requireStoreDirectory(options.store, terminal);
  const { broken } = await readRuns(store).catch(rethrowAsUserError);
  // All are found before one is deleted: `latest` means the same throughout.
  const found = new Set<string>();
  for (const name of names) {
    // Its record may be damaged.
    const isBroken = broken.some(({ run }) => run === name);
    found.add(isBroken ? name : await deletableRun(name, options, terminal));
  }
  const deleted: DeletedRun[] = [];
  for (const run of found) deleted.push(await deleteRun(store, run, { dryRun }).catch(rethrowAsUserError));
  const { out } = terminal;
  if (options.json) return out.line(JSON.stringify(deleted, null, 2));
  for (const one of deleted) out.line(deletedText(one, dryRun));
}

/** The full name of a run that may be deleted. */
async function deletableRun(
  name: string,
  { force, store }: DeleteOptions,
  terminal: Terminal,
): Promise<string> {
  const { manifest, label } = await findStoredRun(store, name, terminal);
  if (isMarked(label) && !force) {
    const marks = [
      ...(label.name === null ? [] : [`the name ${label.name}`]),
      ...label.tags.map((tag) => `the tag ${tag}`),
    ];
    throw new UserError(`${manifest.run} has ${marks.join(', ')}; nothing was deleted`, {
      hint: 'with --force it is deleted all the same',
    });
  }
  return manifest.run;
}

function deletedText({ run, bytes, shared, unreached }: DeletedRun, dryRun: boolean): string {
  const { artifacts, runs } = shared;
  const MOST_NAMED = 3;
  const more = runs.length - MOST_NAMED;
  const named = `${runs.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${pluralize(more, 'other run')}` : ''}`;
  const stays =
    artifacts === 0
      ? 'none of its results is reached by another run'
      : `${pluralize(artifacts, 'result')} of it ${artifacts === 1 ? 'is' : 'are'} still reached${runs.length > 0 ? `, by ${named}` : ''}`;
  const garbage =
    unreached.count === 0
      ? 'nothing is left for lagraph gc'
      : `lagraph gc ${dryRun ? 'would remove' : 'removes'} what nothing reaches any more: ${pluralize(unreached.count, 'entry', 'entries')}, ${formatBytes(unreached.bytes)}`;
  return `${run}: ${dryRun ? 'would be deleted' : 'deleted'} (${formatBytes(bytes)}); ${stays}; ${garbage}`;
}

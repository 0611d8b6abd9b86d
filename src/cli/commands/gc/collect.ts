import { formatBytes, textTable } from '../../../report/index.js';
import { collectGarbage, type GarbageItem, type GarbageReport } from '../../../runtime/index.js';
import { requireStoreDirectory } from '../../directory-options.js';
import { pluralize } from '../../pluralize.js';
import { rethrowAsUserError } from '../../run-lookup.js';
import type { Terminal } from '../../terminal.js';

export interface GcCommandOptions {
  force?: boolean;
  /** Hours. */
  olderThan?: number;
  keepLast: number;
  keepTagged: boolean;
  finishedCheckpoints?: boolean;
  corrupt?: boolean;
  store?: string;
  json?: boolean;
}

/** `lagraph gc` */
export async function collect(options: GcCommandOptions, terminal: Terminal): Promise<void> {
  const { out, err } = terminal;
  const store = await requireStoreDirectory(options.store, terminal);
  const dryRun = options.force !== true;
  const report = await collectGarbage(store, {
    dryRun,
    keepLast: options.keepLast,
    alsoMarked: !options.keepTagged,
    finishedCheckpoints: options.finishedCheckpoints ?? false,
    corrupt: options.corrupt ?? false,
    onWait: () => err.line('waiting for another lagraph gc'),
    ...(options.olderThan === undefined ? {} : { endedBefore: Date.now() - options.olderThan * 3600 * 1000 }),
  }).catch(rethrowAsUserError);
  if (options.json) return out.line(JSON.stringify({ dryRun, ...report }, null, 2));
  if (report.removed.length > 0) out.line(garbageTable(report.removed));
  out.line(summary(report, dryRun));
  if (dryRun && report.removed.length > 0) err.line('Nothing was removed: --force removes it.');
  for (const line of hints(report)) err.line(line);
}

const NOUNS: Readonly<Record<GarbageItem['kind'], readonly [one: string, many: string]>> = {
  run: ['run', 'runs'],
  phase: ['result of a phase', 'results of phases'],
  evaluation: ['evaluation', 'evaluations'],
  figure: ['figure', 'figures'],
  weights: ['file of weights', 'files of weights'],
  wires: ['rows of a picture', 'rows of pictures'],
  checkpoints: ['folder of checkpoints', 'folders of checkpoints'],
  corrupt: ['broken file', 'broken files'],
};

const bytesOf = (items: readonly GarbageItem[]): number => items.reduce((all, { bytes }) => all + bytes, 0);

/** What goes, by kind; runs one by one. */
function garbageTable(items: readonly GarbageItem[]): string {
  const kinds = (Object.keys(NOUNS) as GarbageItem['kind'][]).filter((kind) => kind !== 'run');
  const rows = [
    ...items.filter(({ kind }) => kind === 'run').map(({ id, bytes }) => [`run ${id}`, formatBytes(bytes)]),
    ...kinds.flatMap((kind) => {
      const all = items.filter((one) => one.kind === kind);
      return all.length === 0 ? [] : [[pluralize(all.length, ...NOUNS[kind]), formatBytes(bytesOf(all))]];
    }),
  ];
  return textTable([{ title: 'what' }, { title: 'size', align: 'right' }], rows);
}

function summary({ removed, kept }: GarbageReport, dryRun: boolean): string {
  const stays = `${pluralize(kept.runs, 'run')}, ${pluralize(kept.artifacts, 'result')} and ${pluralize(kept.checkpoints, ...NOUNS.checkpoints)} stay`;
  if (removed.length === 0) return `nothing to remove: ${stays}`;
  return `${dryRun ? 'would remove' : 'removed'} ${formatBytes(bytesOf(removed))}; ${stays}`;
}

function hints({ unreadable, corrupt }: GarbageReport): string[] {
  const count = unreadable.length;
  return [
    ...(count > 0
      ? [
          `${pluralize(count, 'result')} can't be read, and stay${count === 1 ? 's' : ''}: see lagraph store verify`,
        ]
      : []),
    ...(corrupt.count > 0
      ? [
          `${pluralize(corrupt.count, ...NOUNS.corrupt)} (${formatBytes(corrupt.bytes)}) ${corrupt.count === 1 ? 'was' : 'were'} set aside in corrupt/: --corrupt removes them`,
        ]
      : []),
  ];
}

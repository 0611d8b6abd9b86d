import { join } from 'node:path';
import { brokenRunMessage, readRuns, withLabels, type LabelledRun } from '../../../runtime/index.js';
import { csvText } from '../../csv-text.js';
import { requireStoreDirectory } from '../../directory-options.js';
import {
  cellValue,
  columnsOf,
  findColumn,
  parseCondition,
  sortRuns,
  type RunColumn,
} from '../../run-columns/index.js';
import { rethrowAsUserError } from '../../run-lookup.js';
import { noteTo, type Terminal } from '../../terminal.js';
import { chosenTable, runsTable } from './runs-table.js';

export interface RunsCommandOptions {
  where?: string;
  sort?: string[];
  columns?: string[];
  maxCount?: number;
  store?: string;
  json?: boolean;
  csv?: boolean;
}

/** `lagraph runs` */
export async function listRuns(options: RunsCommandOptions, terminal: Terminal): Promise<void> {
  const { out, err } = terminal;
  const store = await requireStoreDirectory(options.store, terminal);
  const note = noteTo(err);
  const { runs, broken } = await readRuns(store).catch(rethrowAsUserError);
  const labelled = await withLabels(store, runs, note).catch(rethrowAsUserError);
  const columns = columnsOf(labelled);
  // Without runs there are no figures, so that no name of one is wrong.
  const chosen = runs.length === 0 ? [] : chosenColumns(options, columns);
  const shown = runs.length === 0 ? [] : chosenRuns(labelled, options, columns);
  if (options.json) out.line(JSON.stringify(runsJson(shown, chosen, store), null, 2));
  else if (options.csv) out.writeFileContent(Buffer.from(runsCsv(shown, chosen ?? columns)));
  else if (shown.length > 0) out.line(chosen ? chosenTable(shown, chosen) : runsTable(shown, columns));
  else if (runs.length > 0) err.line(`none of ${runs.length} runs`);
  else if (broken.length === 0) err.line('no runs yet');
  for (const one of broken) note(brokenRunMessage(one));
}

function chosenColumns(
  { columns: names }: RunsCommandOptions,
  columns: readonly RunColumn[],
): RunColumn[] | null {
  if (!names) return null;
  // Titles are the names as they were written.
  return names.map((name) => ({ ...findColumn(name, columns, '--columns'), name }));
}

function chosenRuns(
  all: readonly LabelledRun[],
  { where, sort = [], maxCount }: RunsCommandOptions,
  columns: readonly RunColumn[],
): LabelledRun[] {
  const condition = where === undefined ? null : parseCondition(where, columns);
  const fitting = condition ? all.filter((run) => condition(run) === true) : all;
  const sorted = sortRuns(fitting, sort, columns);
  if (maxCount === undefined) return sorted;
  // Without an order of their own the newest are the last.
  return sort.length > 0 ? sorted.slice(0, maxCount) : sorted.slice(-maxCount);
}

/** The records of the runs; with chosen columns these alone. */
const runsJson = (runs: readonly LabelledRun[], chosen: readonly RunColumn[] | null, store: string) =>
  runs.map((run) =>
    chosen
      ? Object.fromEntries(chosen.map((one) => [one.name, cellValue(one, run)]))
      : { ...run.manifest, directory: join(store, 'runs', run.manifest.run), label: run.label },
  );

/** Points in time as ISO 8601, seconds and figures in full. */
const runsCsv = (runs: readonly LabelledRun[], columns: readonly RunColumn[]): string =>
  csvText(
    columns.map(({ name }) => name),
    runs.map((run) =>
      columns.map((one) => {
        const cell = cellValue(one, run) ?? '';
        return typeof cell === 'object' ? cell.join(' ') : String(cell);
      }),
    ),
  );

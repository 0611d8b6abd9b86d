import { extname, relative, resolve } from 'node:path';
import {
  compareRuns,
  comparisonRows,
  readComparisonPage,
  renderComparisonHtml,
  renderComparisonText,
  type ComparedRuns,
  type Comparison,
} from '../../../comparison/index.js';
import { VERSION } from '../../../package-root.js';
import { pageScript } from '../../../page/index.js';
import { loadRuns, writeFileAtomically, type LabelledRun } from '../../../runtime/index.js';
import { csvText } from '../../csv-text.js';
import { requireStoreDirectory } from '../../directory-options.js';
import { columnsOf, parseCondition } from '../../run-columns/index.js';
import { rethrowAsUserError } from '../../run-lookup.js';
import { noteTo, type Terminal } from '../../terminal.js';
import { EXIT_CODES, UserError } from '../../user-error.js';

export interface CompareCommandOptions {
  where?: string;
  output?: string;
  store?: string;
  json?: boolean;
  csv?: boolean;
}

type Format = 'text' | 'json' | 'csv' | 'html';

const wrongUsage = (message: string, hint: string): UserError =>
  new UserError(message, { exit: EXIT_CODES.wrongUsage, hint });

/** `lagraph compare` */
export async function compare(
  names: readonly string[],
  options: CompareCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const { out, err } = terminal;
  const format = formatOf(options);
  if (names.length === 0 && options.where === undefined)
    throw wrongUsage('name the runs that are compared', 'lagraph compare RUN RUN, or --where CONDITION');
  const store = await requireStoreDirectory(options.store, terminal);
  const runs = await loadRuns(store, names, runsThat(options.where), noteTo(err)).catch(rethrowAsUserError);
  if (runs.length === 0) throw new UserError('no run meets --where');
  const comparison = compareRuns(runs);
  if (options.output === undefined) {
    // JSON and CSV are for programs, byte for byte.
    const text = await rendered(comparison, format, {
      colour: out.colours.isColorSupported,
      unicode: out.unicode,
    });
    return format === 'text' ? out.write(text) : out.writeFileContent(Buffer.from(text));
  }
  const path = resolve(terminal.cwd, options.output);
  const text = await rendered(comparison, format, { colour: false, unicode: true });
  await writeFileAtomically(path, text).catch(rethrowAsUserError);
  out.line(relative(terminal.cwd, path));
}

const runsThat =
  (where: string | undefined) =>
  (all: readonly LabelledRun[]): readonly LabelledRun[] => {
    if (where === undefined) return [];
    const condition = parseCondition(where, columnsOf(all));
    return all.filter((run) => condition(run) === true);
  };

const FORMAT_OF_EXTENSION: Readonly<Record<string, Format>> = {
  '.html': 'html',
  '.htm': 'html',
  '.json': 'json',
  '.csv': 'csv',
};

function formatOf({ output, json, csv }: CompareCommandOptions): Format {
  const asked = json ? 'json' : csv ? 'csv' : null;
  if (output === undefined) return asked ?? 'text';
  const extension = extname(output).toLowerCase();
  const format = Object.hasOwn(FORMAT_OF_EXTENSION, extension) ? FORMAT_OF_EXTENSION[extension]! : asked;
  if (format === null)
    throw wrongUsage(
      `${output}: what is written there follows from its ending`,
      'write FILE.html, FILE.json or FILE.csv',
    );
  if (asked !== null && asked !== format)
    throw wrongUsage(
      `${output} ends otherwise than --${asked} says`,
      `leave --${asked} out, or write FILE.${asked}`,
    );
  return format;
}

async function rendered(
  comparison: ComparedRuns,
  format: Format,
  style: { colour: boolean; unicode: boolean },
): Promise<string> {
  switch (format) {
    case 'text':
      return renderComparisonText(comparison, style);
    case 'json':
      return `${JSON.stringify(withoutRecords(comparison), null, 2)}\n`;
    case 'csv': {
      const { titles, rows } = comparisonRows(comparison);
      return csvText(titles, rows);
    }
    case 'html':
      return renderComparisonHtml(await readComparisonPage(comparison), {
        script: await pageScript(),
        version: VERSION,
      });
  }
}

const withoutRecords = ({ figures, keyFigures, groups }: ComparedRuns): Comparison => ({
  figures,
  keyFigures,
  groups,
});

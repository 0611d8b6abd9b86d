import {
  FileContentError,
  inspectFile,
  type CsvForm,
  type FileInspection,
} from '../../../../runtime/index.js';
import { readUserFile } from '../../../read-user-file.js';
import type { Terminal } from '../../../terminal.js';
import { EXIT_CODES, UserError } from '../../../user-error.js';
import { dataEntryFor } from './data-entry.js';
import { dataEntryYaml, inspectionText } from './inspection-text.js';

export interface InspectOptions {
  json?: boolean;
  separator?: string;
  header?: boolean;
  skipLines?: number;
  decimal?: '.' | ',';
  encoding?: CsvForm['encoding'];
}

/** `lagraph data inspect`: what a data file holds, and a data set that reads it. */
export async function inspectDataFile(
  file: string,
  options: InspectOptions,
  { cwd, out }: Terminal,
): Promise<void> {
  const bytes = await readUserFile(file, cwd);
  const inspection = await inspected(bytes, file, options);
  const made = dataEntryFor(inspection, file);
  const yaml = made && dataEntryYaml(made);
  if (options.json) {
    out.line(
      JSON.stringify(
        { file, ...inspection, data: made && { [made.name]: made.entry }, yaml, left: made?.left ?? [] },
        null,
        2,
      ),
    );
    return;
  }
  out.line(inspectionText(file, inspection));
  out.line('');
  if (!made || yaml === null) {
    out.line('nothing here can be a field of a data set');
    return;
  }
  out.line(yaml.trimEnd());
  if (made.left.length === 0) return;
  out.line('');
  for (const { name, reason } of made.left.slice(0, MAX_LEFT)) out.line(`not in it: ${name} (${reason})`);
  if (made.left.length > MAX_LEFT) out.line(`and ${made.left.length - MAX_LEFT} more`);
}

/** Columns or arrays that are listed with the reason why they are in no field. */
const MAX_LEFT = 10;

async function inspected(bytes: Uint8Array, file: string, options: InspectOptions): Promise<FileInspection> {
  const { separator, header, skipLines, decimal, encoding } = options;
  try {
    return await inspectFile(bytes, file, {
      ...(separator === undefined ? {} : { separator }),
      ...(header === undefined ? {} : { header }),
      ...(skipLines === undefined ? {} : { skip_lines: skipLines }),
      ...(decimal === undefined ? {} : { decimal }),
      ...(encoding === undefined ? {} : { encoding }),
    });
  } catch (error) {
    if (!(error instanceof FileContentError)) throw error;
    throw new UserError(error.message, { exit: EXIT_CODES.wrongInput });
  }
}

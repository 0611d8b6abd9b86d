import { cellReader, MISSING_TEXTS, type SourceTable } from '../../../vocabulary/index.js';
import {
  FileContentError,
  openCsv,
  openParquet,
  withArrayFile,
  type ArrayFormat,
} from '../../../file-formats/index.js';
import { guessCsvForm } from './csv-form.js';
import type { CsvForm, FileInspection, InspectedPart } from './inspection.js';
import { PartStatistics } from './part-statistics.js';

type Format = FileInspection['format'];

const startsWith = (bytes: Uint8Array, text: string) =>
  Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;

/** The format of a file, by its content; by its name where that does not tell. */
function formatOf(bytes: Uint8Array, path: string): Format {
  if (startsWith(bytes, 'PAR1')) return 'parquet';
  if (startsWith(bytes, '\x93NUMPY')) return 'npy';
  if (startsWith(bytes, '\x89HDF')) return 'hdf5';
  if (/\.npz$/i.test(path)) return 'npz';
  if (/\.safetensors$/i.test(path)) return 'safetensors';
  if (/\.parquet$/i.test(path)) return 'parquet';
  if (/\.npy$/i.test(path)) return 'npy';
  return /\.(h5|hdf5)$/i.test(path) ? 'hdf5' : 'csv';
}

/** Reads a whole data file. Throws FileContentError. `csv`: what is known of its form; the rest is guessed. */
export async function inspectFile(
  bytes: Uint8Array,
  path: string,
  csv: Partial<CsvForm> = {},
): Promise<FileInspection> {
  const format = formatOf(bytes, path);
  if (format === 'csv') {
    const form = { ...(await guessCsvForm(bytes, path)), ...csv };
    const separator = form.separator === 'tab' ? '\t' : form.separator;
    const { header, skip_lines: skipLines, encoding } = form;
    const table = await openCsv(bytes, path, { separator, header, skipLines, encoding });
    return { format, csv: form, ...(await inspectTable(table, form.decimal)) };
  }
  if (format === 'parquet') {
    return { format, csv: null, ...(await inspectTable(await openParquet(bytes, path), '.')) };
  }
  return { format, csv: null, rows: null, parts: await inspectArrays(format, bytes, path) };
}

async function inspectTable(
  table: SourceTable,
  decimal: '.' | ',',
): Promise<{ rows: number; parts: InspectedPart[] }> {
  const columns = table.columns.map(() => new PartStatistics());
  const missing = new Set(MISSING_TEXTS);
  const read = cellReader(decimal, (text) => missing.has(text));
  const lengths = table.columns.map((): number | null => null);
  let rows = 0;
  const wanted = table.columns.map((_, at) => at);
  await table.rows(wanted, (cells) => {
    rows += 1;
    cells.forEach((cell, at) => {
      const values = flatList(cell);
      if (values) lengths[at] = values.length;
      for (const value of values ?? [cell]) addCell(columns[at]!, value, read);
    });
  });
  return {
    rows,
    parts: table.columns.map(({ name, type }, at) => {
      const length = lengths[at] ?? null;
      const part = columns[at]!.result(name, type, length === null ? null : [rows, length]);
      return type === 'text' && part.kind !== 'text' ? { ...part, type: part.kind } : part;
    }),
  };
}

function flatList(cell: unknown): readonly unknown[] | null {
  if (ArrayBuffer.isView(cell)) return Array.from(cell as unknown as ArrayLike<unknown>);
  if (!Array.isArray(cell)) return null;
  return cell.flatMap((one) => flatList(one) ?? [one]);
}

function addCell(column: PartStatistics, cell: unknown, read: ReturnType<typeof cellReader>): void {
  if (cell === null || cell === undefined) return column.addMissing();
  if (typeof cell === 'number') return column.addNumber(cell);
  if (typeof cell === 'bigint') return column.addNumber(Number(cell));
  if (typeof cell === 'boolean') return column.addTruth(cell);
  if (typeof cell !== 'string') return column.addOther();
  if (/^(true|false)$/i.test(cell)) return column.addTruth(/^true$/i.test(cell));
  const value = read(cell);
  if (value === null) column.addMissing();
  else if (value === undefined) column.addText(cell);
  else column.addNumber(value);
}

const inspectArrays = (format: ArrayFormat, bytes: Uint8Array, path: string): Promise<InspectedPart[]> =>
  withArrayFile(format, bytes, path, async (file) => {
    const parts: InspectedPart[] = [];
    for (const name of file.names) {
      const statistics = new PartStatistics();
      try {
        const { shape, type, data } = await file.read(name);
        for (const value of data) {
          if (typeof value === 'string') statistics.addText(value);
          else if (type === 'bool') statistics.addTruth(value !== 0);
          else statistics.addNumber(value);
        }
        parts.push(statistics.result(name, type, shape));
      } catch (error) {
        if (!(error instanceof FileContentError)) throw error;
        const problem = error.message
          .replace(`${path}: ${name} `, '')
          .replace(`${path} `, '')
          .replace(/\.$/, '');
        parts.push({ ...statistics.result(name, '', null), kind: 'unreadable', problem });
      }
    }
    return parts;
  });

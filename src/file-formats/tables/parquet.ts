import type { FileMetaData, SchemaTree } from 'hyparquet';
import { damagedFile, FileContentError } from '../file-content-error.js';
import type { Table } from './table.js';

/** An Apache Parquet file: all encodings and compressions. Rows are read by row groups. */
export async function openParquet(bytes: Uint8Array, path: string): Promise<Table> {
  const { parquetMetadata, parquetRead, parquetSchema } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const broken = (error: unknown) =>
    damagedFile(path, `can't be read as a Parquet file (${(error as Error).message.replace(/\.$/, '')})`);
  const magic = (at: number) => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
  if (bytes.byteLength < 12 || magic(0) !== 'PAR1') throw damagedFile(path, 'is no Parquet file');
  if (magic(bytes.byteLength - 4) !== 'PAR1') throw damagedFile(path, 'is a Parquet file that was cut off');
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  let metadata: FileMetaData;
  let columns: Table['columns'];
  try {
    metadata = parquetMetadata(file);
    columns = parquetSchema(metadata).children.map((child) => ({
      name: child.element.name,
      type: typeOf(child),
    }));
  } catch (error) {
    throw broken(error);
  }
  if (metadata.num_rows === 0n) throw new FileContentError(`${path} holds no rows.`);
  return {
    columns,
    async rows(wanted, each) {
      const names = wanted.map((at) => columns[at]!.name);
      let start = 0;
      for (const group of metadata.row_groups) {
        const end = start + Number(group.num_rows);
        let rows: readonly Record<string, unknown>[] = [];
        try {
          await parquetRead({
            file,
            metadata,
            columns: [...new Set(names)],
            rowStart: start,
            rowEnd: end,
            rowFormat: 'object',
            compressors,
            onComplete: (found) => (rows = found),
          });
        } catch (error) {
          throw broken(error);
        }
        rows.forEach((row, at) =>
          each(
            names.map((name) => row[name] ?? null),
            start + at + 1,
            null,
          ),
        );
        start = end;
      }
    },
  };
}

/** The type of a column in a word: `double`, `string`, `list of float`. */
function typeOf({ element, children }: SchemaTree): string {
  if (children.length > 0) {
    if (element.converted_type !== 'LIST' && element.logical_type?.type !== 'LIST') return 'struct';
    const item = children[0]!.children[0] ?? children[0]!;
    return `list of ${typeOf(item)}`;
  }
  const logical = element.logical_type?.type ?? element.converted_type;
  if (logical !== undefined && !['INTEGER', 'INT_8', 'INT_16', 'INT_32', 'INT_64'].includes(logical))
    return logical === 'UTF8' ? 'string' : logical.toLowerCase();
  return (element.type ?? 'unknown').toLowerCase();
}

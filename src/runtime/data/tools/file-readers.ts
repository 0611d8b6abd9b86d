import type { SourceArray, SourceLoaderTools } from '../../../vocabulary/index.js';
import { FileContentError, openCsv, openParquet, withArrayFile } from '../../../file-formats/index.js';
import { SourceUnavailableError } from './source-unavailable.js';

/** The result, or as the error of a source what is wrong with the file. */
async function orUnavailable<T>(reading: () => Promise<T>): Promise<T> {
  try {
    return await reading();
  } catch (error) {
    throw error instanceof FileContentError ? new SourceUnavailableError(error.message) : error;
  }
}

/** Readers of the formats of arrays and tables, for loaders of sources. */
export const fileReaders: Pick<SourceLoaderTools, 'arrays' | 'csv' | 'parquet'> = {
  arrays: (format, { path, bytes }, names) =>
    orUnavailable(() =>
      withArrayFile(format, bytes, path, async (file) => {
        const arrays = new Map<string, SourceArray>();
        for (const name of names) arrays.set(name, await file.read(name));
        return arrays;
      }),
    ),
  csv: ({ path, bytes }, options) => orUnavailable(async () => table(await openCsv(bytes, path, options))),
  parquet: ({ path, bytes }) => orUnavailable(async () => table(await openParquet(bytes, path))),
};

/** Errors of rows are those of the source as well. */
const table = ({ columns, rows }: Awaited<ReturnType<SourceLoaderTools['csv']>>) => ({
  columns,
  rows: (...of: Parameters<typeof rows>) => orUnavailable(() => rows(...of)),
});

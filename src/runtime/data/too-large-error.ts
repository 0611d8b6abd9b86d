import { DataError } from './data-error.js';

/** The error for a source whose examples exceed the largest array; null for any other error. */
export function tooLargeError(error: unknown, dataset: string): DataError | null {
  if (!(error instanceof RangeError)) return null;
  const length = /Invalid typed array length: (\d+)/.exec(error.message)?.[1];
  if (length === undefined && !/array buffer/i.test(error.message)) return null;
  const why =
    length === undefined
      ? 'there is no memory left to hold it'
      : `all of it together is ${Number(length).toLocaleString('en')} numbers, more than one array can hold however much memory there is`;
  return new DataError(
    `The data of ${dataset} is too large: ${why}. Smaller examples help (\`size\` of an image_folder), or fewer of them; \`batch_size\` doesn't.`,
  );
}

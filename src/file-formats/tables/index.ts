export { openCsv, WHITESPACE, type CsvOptions } from './csv.js';
export type { TextEncoding } from './decode-text-file.js';
export { openParquet } from './parquet.js';
export type * from './table.js';

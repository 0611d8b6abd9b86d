/** Readers of files of arrays (.npy, .npz, HDF5, safetensors) and of tables (csv, Parquet). */
export { FileContentError } from './file-content-error.js';
export {
  decodeNpy,
  withArrayFile,
  type ArrayContent,
  type ArrayFile,
  type ArrayFormat,
  type NumberContent,
  type StoredArray,
} from './arrays/index.js';
export {
  openCsv,
  openParquet,
  WHITESPACE,
  type CsvOptions,
  type RowVisitor,
  type Table,
  type TableColumn,
  type TextEncoding,
} from './tables/index.js';

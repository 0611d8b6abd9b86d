/**
 * Files of other programs: of arrays (.npy, .npz, HDF5, safetensors), of tables (csv, Parquet), ONNX models, zip and tar archives.
 * Bytes in, plain data out; the files are opened by whoever calls.
 */
export { FileContentError } from './file-content-error.js';
export { openOnnx, type OnnxGraph, type OnnxNode, type OnnxTensor } from './onnx/index.js';
export { readBeside, type ReadFileBeside } from './read-beside.js';
export { readTar, type TarEntry } from './tar.js';
export { openZip, writeZip, type ZipEntry } from './zip.js';
export {
  BYTES_OF_NUMBER,
  decodeNpy,
  decodeNumbers,
  openSafetensors,
  toFloat32,
  withArrayFile,
  withHdf5,
  writeHdf5,
  type ArrayContent,
  type ArrayFile,
  type ArrayFormat,
  type Hdf5File,
  type Hdf5Writer,
  type NumberContent,
  type NumberType,
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

import { definitionsByName } from '../definitions-by-name.js';
import type { SourceDefinition } from '../definition-types.js';
import { copyNumberSource } from './copy-number/index.js';
import { csvSource } from './csv.js';
import { handsSource } from './hands/index.js';
import { hdf5Source } from './hdf5.js';
import { idxSource } from './idx.js';
import { imageFolderSource } from './image-folder/index.js';
import { mnistSource } from './mnist.js';
import { npySource } from './npy.js';
import { npzSource } from './npz.js';
import { parquetSource } from './parquet.js';
import { safetensorsSource } from './safetensors.js';
import { textFileSource, wavSource } from './series/index.js';
import { signsSource } from './signs.js';

export { cellReader, MISSING_TEXTS } from './files/index.js';

/** With those that graphs have of their own; `sources` is for all who only look one up. */
export const sourceDefinitions = definitionsByName<SourceDefinition>([
  mnistSource,
  signsSource,
  handsSource,
  copyNumberSource,
  idxSource,
  imageFolderSource,
  csvSource,
  parquetSource,
  npzSource,
  npySource,
  hdf5Source,
  safetensorsSource,
  textFileSource,
  wavSource,
]);

export const sources: ReadonlyMap<string, SourceDefinition> = sourceDefinitions;

import { dataSets } from './data.js';
import { library, onnx, tensorflow, tfjs } from './engines.js';
import type { Finding } from './finding.js';
import { disk, node, processor } from './machine.js';
import { writable } from './store.js';

export type { Finding } from './finding.js';

/** Looks at everything that lagraph needs. Changes nothing. */
export async function examine(options: {
  store: string;
  data?: string;
  env: NodeJS.ProcessEnv;
}): Promise<Finding[]> {
  return [
    node(),
    await processor(),
    await onnx(),
    await tfjs(),
    await tensorflow(),
    await library('sharp', 'reading image folders, writing pictures'),
    await library('h5wasm', 'reading HDF5 files such as SIGNS'),
    ...(await dataSets(options.data, options.env)),
    await writable('store', options.store, '--store'),
    await disk(options.store),
  ];
}

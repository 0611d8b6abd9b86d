import { checkDataSets } from './data-sets.js';
import {
  checkLibrary,
  checkLibraryEngine,
  checkOnnxEngine,
  checkTfjsEngine,
} from './engines-and-libraries.js';
import type { DoctorFinding } from './finding.js';
import { checkDiskSpace, checkNodeVersion, checkProcessor } from './machine.js';
import { checkWritable } from './writable-directory.js';

/** Checks everything that lagraph needs. Changes nothing. */
export async function collectFindings(options: {
  store: string;
  data?: string;
  env: NodeJS.ProcessEnv;
}): Promise<DoctorFinding[]> {
  return [
    checkNodeVersion(),
    await checkProcessor(),
    await checkOnnxEngine(),
    await checkTfjsEngine(),
    await checkLibraryEngine('onednn'),
    await checkLibraryEngine('tensorflow'),
    await checkLibraryEngine('webgpu'),
    await checkLibrary('sharp', 'reading image folders, writing pictures'),
    await checkLibrary('h5wasm', 'reading HDF5 files such as SIGNS'),
    ...(await checkDataSets(options.data, options.env)),
    await checkWritable('store', options.store, '--store'),
    await checkDiskSpace(options.store),
  ];
}

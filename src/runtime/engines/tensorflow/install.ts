/** Installs libtensorflow from TensorFlow's wheel into lagraph's cache, and uninstalls it. */
import { readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { cacheDirectory } from '../../store/index.js';
import { installFolder, uninstallLibrary, type LibraryArchive } from '../library-install/index.js';
import { tensorflowLibraryIn, TensorflowUnavailableError } from './find-library.js';
import { installWithPip, findPythonWithPip } from './pip.js';
import {
  TENSORFLOW_WHEELS,
  TESTED_TENSORFLOW_VERSION,
  downloadAndUnpackWheel,
  wheelForThisMachine,
} from './wheel.js';

export interface TensorflowInstallOptions {
  /** With CUDA, for NVIDIA's GPUs: several gigabytes. */
  gpu?: boolean;
  /** Receives progress lines. */
  say?: (line: string) => void;
  signal?: AbortSignal;
  /** Verifies the new library; if it throws, the previous one stays. */
  prove?: (library: string) => Promise<void>;
  cache?: string;
  env?: NodeJS.ProcessEnv;
  /** The wheel to use without pip, instead of PyPI's for this machine. */
  wheel?: LibraryArchive;
}

/** Folder of the installed copy. */
export const tensorflowInstallFolder = (cache = cacheDirectory()): string => join(cache, 'tensorflow');

/** On Linux x64 there is a wheel without GPU support, a third of the size. */
const requirement = (gpu: boolean): string =>
  gpu
    ? `tensorflow[and-cuda]==${TESTED_TENSORFLOW_VERSION}`
    : process.platform === 'linux' && process.arch === 'x64'
      ? `tensorflow-cpu==${TESTED_TENSORFLOW_VERSION}`
      : `tensorflow==${TESTED_TENSORFLOW_VERSION}`;

/**
 * Installs a wheel into a temporary folder, by pip or, without pip, by download, and moves what is needed of it into
 * the cache. The previous copy is replaced only when the new one is complete.
 *
 * @returns the library's path
 */
export async function installTensorflow(options: TensorflowInstallOptions = {}): Promise<string> {
  const { gpu = false, cache = cacheDirectory(), prove = async () => {} } = options;
  if (!['linux', 'darwin'].includes(process.platform)) {
    throw new TensorflowUnavailableError(
      `lagraph knows no libtensorflow for ${process.platform}: --engine onnx and --engine tfjs work there.`,
    );
  }
  if (gpu && process.platform !== 'linux')
    throw new TensorflowUnavailableError('TensorFlow has CUDA on Linux only.');
  const target = tensorflowInstallFolder(cache);
  const python = await findPythonWithPip(options);
  if (!python && gpu) {
    throw new TensorflowUnavailableError(
      'There is no Python with pip, by which TensorFlow with CUDA comes: it is a dozen packages. Install one (on Debian ' +
        'and Ubuntu: apt install python3-pip).',
    );
  }
  await installFolder(target, async (draft) => {
    const wanted = requirement(gpu);
    if (python) await installWithPip(python, { wanted, into: draft, dependencies: gpu }, options);
    else
      await downloadAndUnpackWheel(
        options.wheel ?? wheelForThisMachine(),
        { into: draft, keep: isWantedWheelFile },
        { ...options, cache },
      );
    const library = tensorflowLibraryIn(draft);
    if (!library)
      throw new TensorflowUnavailableError(
        `${wanted} has no libtensorflow for this system (${process.platform}).`,
      );
    if (python && !gpu) await removePythonFiles(draft);
    await prove(library);
  });
  return tensorflowLibraryIn(target)!;
}

/** The libraries, and the headers of the C API, against which tfjs-node's binding compiles. */
const WANTED_FILES =
  /^libtensorflow|^include\/(tensorflow|xla\/tsl)\/c\/|^include\/.*\/platform\/ctstring.*\.h$/;

/** Removes empty folders. */
async function removeEmptyFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeEmptyFolders(join(folder, entry.name));
  }
  if ((await readdir(folder)).length === 0) await rm(folder, { recursive: true });
}

/** Whether a file of the wheel is wanted: the library, the headers of its C API, licences. */
const isWantedWheelFile = (name: string): boolean =>
  /^tensorflow[^/]*\.dist-info\//.test(name) ||
  (name.startsWith('tensorflow/') && WANTED_FILES.test(name.slice('tensorflow/'.length)));

/** Removes what only Python uses, which is nearly all of the files; licences stay. */
async function removePythonFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== 'tensorflow' && !/^tensorflow.*\.dist-info$/.test(name))
      await rm(join(folder, name), { recursive: true });
  }
  const packaged = join(folder, 'tensorflow');
  for (const path of await readdir(packaged, { recursive: true, withFileTypes: true })) {
    const name = relative(packaged, join(path.parentPath, path.name));
    if (path.isFile() && !WANTED_FILES.test(name)) await rm(join(packaged, name));
  }
  await removeEmptyFolders(packaged);
}

/** Removes the installed copy, and downloads that were cut off. Returns the bytes freed; null if there was nothing. */
export const uninstallTensorflow = (cache = cacheDirectory()): Promise<number | null> =>
  uninstallLibrary(
    tensorflowInstallFolder(cache),
    Object.values(TENSORFLOW_WHEELS).map(({ url }) => url),
    cache,
  );

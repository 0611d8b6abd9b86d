/** Brings libtensorflow into lagraph's cache, from the wheel that TensorFlow itself publishes, and takes it away again. */
import { lstat, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { cacheDirectory } from '../../cache-directory.js';
import { makeDirectory } from '../../store/index.js';
import { libraryIn, TensorflowUnusable } from './find.js';
import { installByPip, pythonWithPip } from './pip.js';
import { removeWheels, TESTED_TENSORFLOW, unpackWheel, wheelHere, type Wheel } from './wheel.js';

export interface Bringing {
  /** With CUDA, for NVIDIA's GPUs: several gigabytes. */
  gpu?: boolean;
  /** Hears what goes on. */
  say?: (line: string) => void;
  signal?: AbortSignal;
  /** Throws if the library does not work: then what was there before stays. */
  prove?: (library: string) => Promise<void>;
  cache?: string;
  env?: NodeJS.ProcessEnv;
  /** Another wheel than PyPI's for this machine, where there is no pip. */
  wheel?: Wheel;
}

/** Where what was brought lies. */
export const broughtTo = (cache = cacheDirectory()): string => join(cache, 'tensorflow');

/** On Linux with Intel's or AMD's processors there is a wheel without the parts for GPUs, a third of the size. */
const requirement = (gpu: boolean): string =>
  gpu
    ? `tensorflow[and-cuda]==${TESTED_TENSORFLOW}`
    : process.platform === 'linux' && process.arch === 'x64'
      ? `tensorflow-cpu==${TESTED_TENSORFLOW}`
      : `tensorflow==${TESTED_TENSORFLOW}`;

/**
 * Install a wheel into a folder of its own, by pip or, where there is none, by download, and put what is needed of it into
 * the cache. What was there before is replaced when the new copy is whole.
 *
 * @returns the library's path
 */
export async function bringTensorflow(bringing: Bringing = {}): Promise<string> {
  const { gpu = false, cache = cacheDirectory(), prove = async () => {} } = bringing;
  if (!['linux', 'darwin'].includes(process.platform)) {
    throw new TensorflowUnusable(
      `lagraph knows no libtensorflow for ${process.platform}: --engine onnx and --engine tfjs work there.`,
    );
  }
  if (gpu && process.platform !== 'linux') throw new TensorflowUnusable('TensorFlow has CUDA on Linux only.');
  const target = broughtTo(cache);
  const python = await pythonWithPip(bringing);
  if (!python && gpu) {
    throw new TensorflowUnusable(
      'There is no Python with pip, by which TensorFlow with CUDA comes: it is a dozen packages. Install one (on Debian ' +
        'and Ubuntu: apt install python3-pip).',
    );
  }
  await makeDirectory(dirname(target));
  await sweep(target);
  const draft = await mkdtemp(`${target}.part-`);
  try {
    const wanted = requirement(gpu);
    if (python) await installByPip(python, { wanted, into: draft, dependencies: gpu }, bringing);
    else
      await unpackWheel(bringing.wheel ?? wheelHere(), { into: draft, keep: isKept }, { ...bringing, cache });
    const library = libraryIn(draft);
    if (!library)
      throw new TensorflowUnusable(`${wanted} has no libtensorflow for this system (${process.platform}).`);
    if (python && !gpu) await keepLibraries(draft);
    await prove(library);
    await exchange(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return libraryIn(target)!;
}

/** Puts a folder in the place of another, which is gone only when the new one is there. */
async function exchange(draft: string, target: string): Promise<void> {
  const old = await mkdtemp(`${target}.part-`);
  await rename(target, join(old, 'old')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(draft, target);
  await rm(old, { recursive: true, force: true });
}

/** How long a half-done copy may be somebody's who is still at it. */
const STALE_HOURS = 6;

/** What was left of copies that were never finished. */
async function sweep(target: string): Promise<void> {
  const folder = dirname(target);
  const parts = (await readdir(folder)).filter((name) => name.startsWith(`${basename(target)}.part-`));
  for (const name of parts) {
    const path = join(folder, name);
    const { mtimeMs } = await lstat(path);
    if (Date.now() - mtimeMs > STALE_HOURS * 3_600_000) await rm(path, { recursive: true, force: true });
  }
}

/** The libraries, and the headers of the C API, against which tfjs-node's binding compiles. */
const KEPT = /^libtensorflow|^include\/(tensorflow|xla\/tsl)\/c\/|^include\/.*\/platform\/ctstring.*\.h$/;

/** Away with folders in which nothing is left. */
async function withoutEmpty(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await withoutEmpty(join(folder, entry.name));
  }
  if ((await readdir(folder)).length === 0) await rm(folder, { recursive: true });
}

/** Whether a file of the wheel is wanted: the library, the headers of its C API, licences. */
const isKept = (name: string): boolean =>
  /^tensorflow[^/]*\.dist-info\//.test(name) ||
  (name.startsWith('tensorflow/') && KEPT.test(name.slice('tensorflow/'.length)));

/** Away with what only Python uses: nearly all of the files. Licences stay. */
async function keepLibraries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== 'tensorflow' && !/^tensorflow.*\.dist-info$/.test(name))
      await rm(join(folder, name), { recursive: true });
  }
  const packaged = join(folder, 'tensorflow');
  for (const path of await readdir(packaged, { recursive: true, withFileTypes: true })) {
    const name = relative(packaged, join(path.parentPath, path.name));
    if (path.isFile() && !KEPT.test(name)) await rm(join(packaged, name));
  }
  await withoutEmpty(packaged);
}

/** Bytes that were freed; null if nothing had been brought. */
export async function removeTensorflow(cache = cacheDirectory()): Promise<number | null> {
  const target = broughtTo(cache);
  const bytes = await sizeOf(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return null;
  });
  if (bytes !== null) await rm(target, { recursive: true });
  await sweep(target).catch(() => undefined);
  const wheels = await removeWheels(cache);
  return bytes === null && wheels === 0 ? null : (bytes ?? 0) + wheels;
}

async function sizeOf(path: string): Promise<number> {
  const entry = await lstat(path);
  if (!entry.isDirectory()) return entry.size;
  const names = await readdir(path);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, one) => sum + one, entry.size);
}

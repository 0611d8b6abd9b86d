/** Brings libtensorflow into lagraph's cache, from the wheel that TensorFlow itself publishes, and takes it away again. */
import { spawn } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { cacheDirectory } from '../../cache-directory.js';
import { libraryIn, TensorflowUnusable } from './find.js';

/** The version that lagraph's tests run with. */
export const TESTED_TENSORFLOW = '2.21.0';

/** Wheels differ by the version of Python that they are for; the library in them does not. */
const PYTHON_VERSION = '3.12';

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

interface Ended {
  code: number | null;
  /** The end of what it wrote. */
  words: string;
}

const LAST_WORDS = 4000;

function execute(
  command: string,
  args: readonly string[],
  { env = process.env, signal, say }: Bringing,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    // Its end is waited for, whatever ends it: what it wrote is cleared away after that.
    const end = () => child.kill();
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
    let words = '';
    const hear = (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      words = (words + text).slice(-LAST_WORDS);
      for (const line of text.split(/[\r\n]+/))
        if (/^\s*(Downloading|Installing)/.test(line)) say?.(line.trim());
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', end);
      resolve({ code, words: words.trim() });
    });
  });
}

/** The Python that has pip; null where there is none. */
async function pythonWithPip(bringing: Bringing): Promise<string | null> {
  for (const python of ['python3', 'python']) {
    const quiet = { ...bringing, say: undefined };
    const ended = await execute(python, ['-m', 'pip', '--version'], quiet).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        return null;
      },
    );
    if (ended?.code === 0) return python;
  }
  return null;
}

/**
 * Install a wheel by pip into a folder of its own, and put what is needed of it into the cache. What was there before is
 * replaced when the new copy is whole.
 *
 * @returns the library's path
 */
export async function bringTensorflow(bringing: Bringing = {}): Promise<string> {
  const { gpu = false, say = () => {}, cache = cacheDirectory(), prove = async () => {}, signal } = bringing;
  if (!['linux', 'darwin'].includes(process.platform)) {
    throw new TensorflowUnusable(
      `lagraph knows no libtensorflow for ${process.platform}: --engine onnx and --engine tfjs work there.`,
    );
  }
  if (gpu && process.platform !== 'linux') throw new TensorflowUnusable('TensorFlow has CUDA on Linux only.');
  const target = broughtTo(cache);
  const python = await pythonWithPip(bringing);
  if (!python) {
    throw new TensorflowUnusable(
      'There is no Python with pip, by which TensorFlow comes. Install one (on Debian and Ubuntu: apt install ' +
        'python3-pip), or unpack a tensorflow wheel from https://pypi.org/project/tensorflow-cpu/#files by hand and set ' +
        'LAGRAPH_TENSORFLOW to its folder.',
    );
  }
  await mkdir(dirname(target), { recursive: true });
  await sweep(target);
  const draft = await mkdtemp(`${target}.part-`);
  try {
    const wanted = requirement(gpu);
    say(`${wanted} by ${python} -m pip`);
    const { code, words } = await execute(
      python,
      [
        '-m',
        'pip',
        'install',
        ...['--target', draft, '--no-compile', '--disable-pip-version-check', '--progress-bar', 'off'],
        ...['--only-binary', ':all:', '--python-version', PYTHON_VERSION],
        // Of the wheel for CPUs nothing but the library is used.
        ...(gpu ? [] : ['--no-deps']),
        wanted,
      ],
      bringing,
    );
    if (signal?.aborted) throw new TensorflowUnusable('Interrupted; nothing was changed.');
    if (code !== 0)
      throw new TensorflowUnusable(`pip could not install ${wanted}. Its last words:\n${words}`);
    const library = libraryIn(draft);
    if (!library)
      throw new TensorflowUnusable(`${wanted} has no libtensorflow for this system (${process.platform}).`);
    if (!gpu) await keepLibraries(draft);
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
  return bytes;
}

async function sizeOf(path: string): Promise<number> {
  const entry = await lstat(path);
  if (!entry.isDirectory()) return entry.size;
  const names = await readdir(path);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, one) => sum + one, entry.size);
}

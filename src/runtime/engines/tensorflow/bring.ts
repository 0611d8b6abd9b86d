/** Brings libtensorflow into lagraph's cache, from the wheel that TensorFlow itself publishes, and takes it away again. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
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
    const child = spawn(command, args, { env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
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
    child.once('close', (code) => resolve({ code, words: words.trim() }));
  });
}

/** The Python that has pip; null where there is none. */
async function pythonWithPip(bringing: Bringing): Promise<string | null> {
  for (const python of process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']) {
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
  const { gpu = false, say = () => {}, cache = cacheDirectory() } = bringing;
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
    if (code !== 0)
      throw new TensorflowUnusable(`pip could not install ${wanted}. Its last words:\n${words}`);
    if (!libraryIn(draft)) {
      throw new TensorflowUnusable(`${wanted} has no libtensorflow for this system (${process.platform}).`);
    }
    if (!gpu) await keepLibraries(draft);
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return libraryIn(target)!;
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
  return bytes;
}

async function sizeOf(path: string): Promise<number> {
  const { size } = await stat(path);
  const names = await readdir(path).catch(() => null);
  if (names === null) return size;
  const sizes = await Promise.all(names.map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, one) => sum + one, 0);
}

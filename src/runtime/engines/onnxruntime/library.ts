/**
 * Where onnxruntime is: the folder of an onnxruntime-node package.
 *
 * lagraph's package bundles onnxruntime-node's files in dist/onnxruntime-node (`scripts/copy-onnxruntime.mjs` copies
 * them) instead of depending on it: its install script downloads CUDA libraries from a separate host, and where that
 * host is unreachable the whole installation fails.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineUnavailableError } from '../../engine-errors/index.js';
import { packageFile } from '../../../package-root.js';

/** The version whose NCHWc kernels lagraph is tested with; package.json pins exactly this one. */
export const TESTED_ONNXRUNTIME_VERSION = '1.30.0';

const require = createRequire(import.meta.url);

/**
 * Folder of the onnxruntime-node that is used: the one that `LAGRAPH_ONNXRUNTIME` names (for trying other versions),
 * the bundled one, or, before lagraph is built, the development dependency.
 *
 * @throws Error if none of them exists
 */
export function ortFolder(): string {
  if (process.env.LAGRAPH_ONNXRUNTIME) return resolve(process.env.LAGRAPH_ONNXRUNTIME);
  const own = fileURLToPath(packageFile('dist/onnxruntime-node/'));
  return existsSync(own) ? own : dirname(require.resolve('onnxruntime-node/package.json'));
}

/** Names of the shared library in onnxruntime-node's package, by platform; they are those that its binding links to. */
const LIBRARY_NAMES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
};

/** Path of onnxruntime's shared library for this machine in the folder of a package; null if it isn't there. */
export function sharedLibrary(folder: string): string | null {
  const name = LIBRARY_NAMES[process.platform];
  const bin = join(folder, 'bin');
  if (name === undefined || !existsSync(bin)) return null;
  // The folder is named after the version of Node's binary interface: napi-v6.
  const paths = readdirSync(bin)
    .filter((one) => one.startsWith('napi-v'))
    .map((one) => join(bin, one, process.platform, process.arch, name));
  return paths.find((path) => existsSync(path)) ?? null;
}

/**
 * onnxruntime's version, without loading it.
 *
 * @throws EngineUnavailableError if it isn't found
 */
export function ortVersion(): string {
  const path = join(ortFolder(), 'package.json');
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  } catch (error) {
    throw new EngineUnavailableError(`There is no onnxruntime-node at ${ortFolder()}. ${installAdvice()}`, {
      cause: error,
    });
  }
}

export const installAdvice = () =>
  process.env.LAGRAPH_ONNXRUNTIME
    ? 'Correct LAGRAPH_ONNXRUNTIME, or unset it.'
    : 'Install lagraph again, or see docs/platforms.md; --engine tfjs works everywhere, slowly.';

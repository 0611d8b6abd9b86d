/**
 * onnxruntime's Node binding: locates it, and loads it on first use.
 *
 * lagraph's package bundles onnxruntime-node's files in dist/onnxruntime-node (`scripts/copy-onnxruntime.mjs` copies
 * them) instead of depending on it: its install script downloads CUDA libraries from a separate host, and where that
 * host is unreachable the whole installation fails.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineUnavailableError } from '../../engine-errors/index.js';
import { packageFile } from '../../../package-root.js';

export type Ort = typeof import('onnxruntime-common');
export type OrtTensor = import('onnxruntime-common').Tensor;
export type OrtSession = import('onnxruntime-common').InferenceSession;

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

let loading: Promise<Ort> | null = null;

export function loadOrt(): Promise<Ort> {
  loading ??= requireOrt();
  return loading;
}

async function requireOrt(): Promise<Ort> {
  try {
    // By require: a test runner would transform an imported file outside of any package as an ES module.
    return require(ortFolder()) as Ort;
  } catch (error) {
    throw new EngineUnavailableError(
      `onnxruntime does not load on this machine (${process.platform}, ${process.arch}): ` +
        `${(error as Error).message.split('\n')[0]}. ${installAdvice()}`,
      { cause: error },
    );
  }
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

const installAdvice = () =>
  process.env.LAGRAPH_ONNXRUNTIME
    ? 'Correct LAGRAPH_ONNXRUNTIME, or unset it.'
    : 'Install lagraph again, or see docs/platforms.md; --engine tfjs works everywhere, slowly.';

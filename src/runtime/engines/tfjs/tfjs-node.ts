/** tfjs on TensorFlow's own library, by the packages that tfjs has for it: kernel by kernel, on the CPU or on a GPU. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as util from 'node:util';
import { findBackend } from '@tensorflow/tfjs-core';
import { EngineUnavailableError } from '../../engine-errors/index.js';
import type { Engine } from '../engine.js';
import { instructionSet } from '../instruction-sets.js';
import { tfjsEngine } from './engine.js';
import { correctCpuKernels, correctTensorflowKernels } from './corrected-kernels/index.js';

/** Neither package is there, or it does not load. The message says what to do. */
export class TfjsNodeUnavailableError extends EngineUnavailableError {}

const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/**
 * The file beside whose packages they are looked for: in the folder that LAGRAPH_TFJS_NODE names, or lagraph's own. Never
 * in the folder that lagraph is called in, which may be anyone's: whoever loads a package runs its code.
 */
const place = ({ LAGRAPH_TFJS_NODE: given }: NodeJS.ProcessEnv = process.env): string =>
  given ? join(resolve(given), 'index.js') : fileURLToPath(import.meta.url);

/** The package to use, and the file that it is loaded by; null if there is neither. */
export function findTfjsNode(): { name: string; entry: string } | null {
  const resolver = createRequire(pathToFileURL(place()));
  for (const name of PACKAGES) {
    try {
      return { name, entry: resolver.resolve(name) };
    } catch {
      // The next one.
    }
  }
  return null;
}

/**
 * The engine `tfjs-node`. All copies of tfjs in a process share one registry of backends and kernels, so that the backend
 * of the package, wherever that lies, serves lagraph's own tfjs.
 */
export async function tfjsNodeEngine(): Promise<Engine> {
  const package_ = findTfjsNode();
  if (!package_) {
    throw new TfjsNodeUnavailableError(
      'Neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed beside lagraph: `npm install ' +
        '@tensorflow/tfjs-node` where lagraph is installed brings it, and LAGRAPH_TFJS_NODE names the folder of another ' +
        'project that has it.',
    );
  }
  const { name, entry } = package_;
  // Gone since Node 23; tfjs-node 4.22 calls it.
  const old = createRequire(import.meta.url)('node:util') as {
    isNullOrUndefined?: (value: unknown) => boolean;
  };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  try {
    createRequire(entry)(entry);
  } catch (error) {
    throw new TfjsNodeUnavailableError(
      `${name} does not load: ${error instanceof Error ? error.message : util.inspect(error)}`,
      { cause: error },
    );
  }
  // The package has brought a tfjs of its own, and with that its kernels for the JavaScript backend.
  correctCpuKernels();
  const backend = findBackend('tensorflow') as unknown as {
    binding: { TF_Version: string };
    isUsingGpuDevice: boolean;
  } | null;
  if (!backend) throw new TfjsNodeUnavailableError(`${name} registers no backend with this version of tfjs.`);
  correctTensorflowKernels();
  const { binding, isUsingGpuDevice } = backend;
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8')) as {
    version: string;
  };
  const { numerics, ...engine } = tfjsEngine('tensorflow');
  return {
    ...engine,
    name: 'tfjs-node',
    version: `${name.slice('@tensorflow/'.length)} ${version}, TensorFlow ${binding.TF_Version}`,
    device: isUsingGpuDevice ? 'GPU' : 'CPU',
    numerics: [
      numerics,
      version,
      binding.TF_Version,
      process.platform,
      process.arch,
      isUsingGpuDevice ? 'gpu' : instructionSet(),
    ].join('-'),
  };
}

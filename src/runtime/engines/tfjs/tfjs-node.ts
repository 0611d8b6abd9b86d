/** tfjs on TensorFlow's library, by tfjs's packages for it: kernel by kernel, on the CPU or on a GPU. */
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

/** Neither package is installed, or it does not load. The message says what to do. */
export class TfjsNodeUnavailableError extends EngineUnavailableError {}

const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/**
 * Origin of package resolution: the folder that LAGRAPH_TFJS_NODE names, or lagraph's own. Never the working
 * directory, which may be anyone's: loading a package runs its code.
 */
const resolutionOrigin = ({ LAGRAPH_TFJS_NODE: folder }: NodeJS.ProcessEnv = process.env): string =>
  folder ? join(resolve(folder), 'index.js') : fileURLToPath(import.meta.url);

/** The package to use and its entry file; null if neither is installed. */
export function findTfjsNode(): { name: string; entry: string } | null {
  const resolver = createRequire(pathToFileURL(resolutionOrigin()));
  for (const name of PACKAGES) {
    try {
      return { name, entry: resolver.resolve(name) };
    } catch {
      // Try the next one.
    }
  }
  return null;
}

/**
 * The engine `tfjs-node`. All copies of tfjs in a process share one registry of backends and kernels, so the
 * package's backend serves lagraph's tfjs, wherever the package is.
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
  // Removed in Node 23, but called by tfjs-node 4.22.
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
  // The package loaded its own copy of tfjs, which registers the uncorrected JavaScript kernels again.
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

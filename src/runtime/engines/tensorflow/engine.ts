import type { Device, Engine, Precision } from '../engine.js';
import { vectorInstructionSets } from '../instruction-sets.js';
import { findTensorflow, TensorflowUnavailableError, type TensorflowLibrary } from './find-library.js';
import { proto } from './generated/index.js';
import { loadTensorflowCApi, openGraphSession, type TensorflowCApi } from './library/index.js';
import { openTensorflowEngineSession } from './engine-session.js';

/** Counted up when the same step is lowered to other nodes, so that the bytes may differ. */
const LOWERING_VERSION = 4;

/**
 * Loaded once per process: TensorFlow cannot be unloaded. It reads environment variables when loaded, and only the
 * main thread can set them, so the main thread must create an engine first (it does, for `numerics`).
 */
const loaded = new Map<string, TensorflowCApi>();

/** Throws TensorflowUnavailableError with the dynamic linker's message. */
export function loadTensorflow(path: string): TensorflowCApi {
  const known = loaded.get(path);
  if (known) return known;
  // Suppress its start-up log; errors are reported by its functions.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  // Give each session a thread pool of its own size, instead of the size that the process's first session asked for.
  process.env.TF_OVERRIDE_GLOBAL_THREADPOOL ??= '1';
  // Disable TF32 and non-deterministic GPU kernels.
  process.env.NVIDIA_TF32_OVERRIDE ??= '0';
  process.env.TF_DETERMINISTIC_OPS ??= '1';
  try {
    const api = loadTensorflowCApi(path);
    loaded.set(path, api);
    return api;
  } catch (error) {
    throw new TensorflowUnavailableError(
      `${path} can't be loaded (${error instanceof Error ? error.message : String(error)}). ` +
        'LAGRAPH_TENSORFLOW names the folder of another one; `lagraph engines` lists what there is.',
      { cause: error },
    );
  }
}

export interface TensorflowEngineOptions {
  /** The library to use; that of `findTensorflow` by default. */
  found?: TensorflowLibrary;
}

/** Runs each step as a graph in libtensorflow, on a GPU if it sees one. */
export function tensorflowEngine({ found = findTensorflow() }: TensorflowEngineOptions = {}): Engine {
  const api = loadTensorflow(found.path);
  const version = String(api.version());
  const device = deviceOf(api);
  const where = `${process.platform}-${process.arch}-${device === 'GPU' ? 'gpu' : kernelSelection()}`;
  return {
    name: 'tensorflow',
    version: `TensorFlow ${version}`,
    device,
    multithreaded: true,
    numerics: `tensorflow-${version}-${where}-${LOWERING_VERSION}`,
    precisions: precisionsOf(device),
    async open({ threads, precision = 'float32' }) {
      return openTensorflowEngineSession(openGraphSession(api, tensorflowSessionConfig(threads, precision)));
    },
  };
}

/** What determines TensorFlow's choice of kernels: instruction sets and the oneDNN setting. */
const kernelSelection = (): string =>
  [...vectorInstructionSets(), `onednn${process.env.TF_ENABLE_ONEDNN_OPTS ?? ''}`].join('.');

function deviceOf(api: TensorflowCApi): Device {
  const graph = openGraphSession(api, tensorflowSessionConfig(1));
  try {
    return graph.devices().some(({ type }) => type === 'GPU') ? 'GPU' : 'CPU';
  } finally {
    graph.close();
  }
}

/**
 * Mixed precision by TensorFlow's graph rewriting: matrix products and convolutions, and the kernels between two of
 * them, in 16 bits; large sums, exponentials and variables in float32. On CPUs oneDNN supports bfloat16 (emulated on
 * AVX-512 without bfloat16 instructions), GPUs float16.
 */
const precisionsOf = (device: Device): readonly Precision[] => {
  if (device === 'GPU') return ['float32', 'float16'];
  return vectorInstructionSets().includes('avx512f') ? ['float32', 'bfloat16'] : ['float32'];
};

const { Toggle } = proto.RewriterConfig;

const mixedPrecisionRewrites: Readonly<Record<Precision, proto.RewriterConfig.$Properties>> = {
  float32: {},
  bfloat16: { auto_mixed_precision_onednn_bfloat16: Toggle.ON },
  float16: { auto_mixed_precision: Toggle.ON },
};

export const tensorflowSessionConfig = (threads: number, precision: Precision = 'float32'): Uint8Array =>
  proto.ConfigProto.encode({
    intra_op_parallelism_threads: threads,
    inter_op_parallelism_threads: threads,
    use_per_session_threads: true,
    allow_soft_placement: true,
    gpu_options: { allow_growth: true },
    graph_options: { rewrite_options: mixedPrecisionRewrites[precision] },
  }).finish();

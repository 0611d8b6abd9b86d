import type { Device, Engine, Precision } from '../engine.js';
import { vectorInstructionSets } from '../instruction-sets.js';
import { findTensorflow, TensorflowUnavailableError, type TensorflowLibrary } from './find-library.js';
import { proto } from './generated/index.js';
import { loadTensorflowCApi, openGraphSession, type TensorflowCApi } from './library/index.js';
import { openTensorflowEngineSession } from './engine-session.js';

/** Counted up when the same step is lowered to other nodes, so that the bytes may differ. */
const LOWERING_VERSION = 3;

/**
 * Loaded once for a process: TensorFlow can't be unloaded. It reads its variables from the environment then, and only
 * the main thread can set them: that thread must make the engine first, as it does to learn of its numerics.
 */
const loaded = new Map<string, TensorflowCApi>();

/** Throws TensorflowUnusable with what the dynamic linker says. */
export function loadTensorflow(path: string): TensorflowCApi {
  const known = loaded.get(path);
  if (known) return known;
  // Its greetings are no news. What goes wrong is told by its functions.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  // Each session computes with the threads that it asks for, not with as many as the first one of the process.
  process.env.TF_OVERRIDE_GLOBAL_THREADPOOL ??= '1';
  // What TensorFlow has for GPUs is quicker in fewer digits, and in any order, unless it is told otherwise.
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
  /** The library to use: by default the one that `findTensorflow` finds. */
  found?: TensorflowLibrary;
}

/** Each step is a graph that libtensorflow runs, on a GPU if it sees one. */
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

/** What TensorFlow chooses its kernels by, oneDNN's or its own: the instructions, and what it was told. */
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
 * Mixed precision is TensorFlow's own rewriting of graphs: products and convolutions, and what lies between two of them,
 * in 16 bits; sums over many numbers, exponentials and variables in float32. On CPUs oneDNN has it for bfloat16 (emulated
 * where there is AVX-512 without instructions for it), on GPUs there is float16.
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

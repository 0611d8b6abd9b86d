import type { Device, Engine } from '../engine.js';
import { processor } from '../processor.js';
import { findTensorflow, TensorflowUnusable, type Found } from './find.js';
import { proto } from './generated/index.js';
import { loadApi, openGraph, type CApi } from './library/index.js';
import { openSession } from './session.js';

/** Counted up when the same step is lowered to other nodes, so that the bytes may differ. */
const LOWERING = 1;

/** Loaded once for a process: TensorFlow can't be unloaded. */
const loaded = new Map<string, CApi>();

/** Throws TensorflowUnusable with what the dynamic linker says. */
export function loadTensorflow(path: string): CApi {
  const known = loaded.get(path);
  if (known) return known;
  // Its greetings are no news. What goes wrong is told by its functions.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  try {
    const api = loadApi(path);
    loaded.set(path, api);
    return api;
  } catch (error) {
    throw new TensorflowUnusable(
      `${path} can't be loaded (${error instanceof Error ? error.message : String(error)}). ` +
        'LAGRAPH_TENSORFLOW names the folder of another one; `lagraph engines` lists what there is.',
      { cause: error },
    );
  }
}

export interface TensorflowOptions {
  /** The library to use: by default the one that `findTensorflow` finds. */
  found?: Found;
}

/** Each step is a graph that libtensorflow runs, on a GPU if it sees one. */
export function tensorflowEngine({ found = findTensorflow() }: TensorflowOptions = {}): Engine {
  const api = loadTensorflow(found.path);
  const version = String(api.version());
  const device = deviceOf(api);
  const where = `${process.platform}-${process.arch}-${device === 'GPU' ? 'gpu' : processor()}`;
  return {
    name: 'tensorflow',
    version: `TensorFlow ${version}`,
    device,
    numerics: `tensorflow-${version}-${where}-${LOWERING}`,
    async open({ threads }) {
      return openSession(openGraph(api, configOf(threads)));
    },
  };
}

function deviceOf(api: CApi): Device {
  const graph = openGraph(api, configOf(1));
  try {
    return graph.devices().some(({ type }) => type === 'GPU') ? 'GPU' : 'CPU';
  } finally {
    graph.close();
  }
}

const configOf = (threads: number): Uint8Array =>
  proto.ConfigProto.encode({
    intra_op_parallelism_threads: threads,
    inter_op_parallelism_threads: threads,
    // Without threads of its own a session computes with as many as the first one of the process was given.
    use_per_session_threads: true,
    allow_soft_placement: true,
    gpu_options: { allow_growth: true },
  }).finish();

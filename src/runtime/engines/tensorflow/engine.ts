import type { Engine } from '../engine.js';
import { processor } from '../processor.js';
import { findTensorflow, type Found } from './find.js';
import { loadApi, openGraph, type CApi } from './library/index.js';
import { proto } from './generated/index.js';
import { openSession } from './session.js';

/** Counted up when the same step is lowered to other nodes, so that the bytes may differ. */
const LOWERING = 1;

/** Loaded once for a process: TensorFlow can't be unloaded. */
const loaded = new Map<string, CApi>();

export function loadTensorflow(path: string): CApi {
  const known = loaded.get(path);
  if (known) return known;
  // Its greetings are no news. What goes wrong is told by its functions.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  const api = loadApi(path);
  loaded.set(path, api);
  return api;
}

export interface TensorflowOptions {
  /** The library to use: by default the one that `findTensorflow` finds. */
  found?: Found;
}

/** Each step is a graph that libtensorflow runs, on a GPU if it sees one. */
export function tensorflowEngine({ found = findTensorflow() }: TensorflowOptions = {}): Engine {
  const api = loadTensorflow(found.path);
  const version = String(api.version());
  return {
    name: 'tensorflow',
    version: `TensorFlow ${version}`,
    numerics: `tensorflow-${version}-${process.platform}-${process.arch}-${processor()}-${LOWERING}`,
    async open({ threads }) {
      return openSession(openGraph(api, configOf(threads)));
    },
  };
}

const configOf = (threads: number): Uint8Array =>
  proto.ConfigProto.encode({
    intra_op_parallelism_threads: threads,
    inter_op_parallelism_threads: threads,
    allow_soft_placement: true,
    gpu_options: { allow_growth: true },
    graph_options: { rewrite_options: {} },
  }).finish();

import type { Engine, Precision } from '../engine.js';
import { prepareBackend } from '../tfjs/index.js';
import { findOnednn, type FoundOnednn } from './find-library.js';
import { bindOnednn, FpmathMode, type OnednnApi } from './library/index.js';
import { loadOnednn } from './load-library.js';
import { openOnednnSession, type OnednnSessionOptions } from './engine-session.js';

/** Counted up when the same step is lowered to other operations, so that the bytes may differ. */
const LOWERING_VERSION = 2;

const bound = new Map<string, OnednnApi>();

function apiOf(path: string): OnednnApi {
  const known = bound.get(path) ?? bindOnednn(loadOnednn(path).library);
  bound.set(path, known);
  return known;
}

export interface OnednnEngineOptions {
  /** The library to use; that of `findOnednn` by default. */
  found?: FoundOnednn;
  /** Sees each instruction, for profiles and tests. */
  observe?: OnednnSessionOptions['observe'];
}

const fpmathModes: Readonly<Record<Precision, number>> = {
  float32: FpmathMode.strict,
  bfloat16: FpmathMode.bf16,
  float16: FpmathMode.strict,
};

/** Runs each step as a list of oneDNN's primitives and loops in WebAssembly. */
export function onednnEngine({ found = findOnednn(), observe }: OnednnEngineOptions = {}): Engine {
  const { version, isa } = loadOnednn(found.path);
  const hasBfloat16 = /bf16|fp16|amx|avx10/.test(isa ?? '');
  return {
    name: 'onednn',
    version: `oneDNN ${version}`,
    device: 'CPU',
    multithreaded: true,
    precisions: hasBfloat16 ? ['float32', 'bfloat16'] : ['float32'],
    numerics: `onednn-${version}-${process.platform}-${process.arch}-${isa ?? 'unknown'}-${LOWERING_VERSION}`,
    async open({ threads, precision = 'float32' }) {
      await prepareBackend('cpu');
      return openOnednnSession({
        api: apiOf(found.path),
        threads,
        fpmathMode: fpmathModes[precision],
        ...(observe ? { observe } : {}),
      });
    },
  };
}

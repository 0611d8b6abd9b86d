import type { Engine } from '../engine.js';
import { instructionSet } from '../instruction-sets.js';
import { createOrtSession, loadOrt, ortVersion, type CreateOrtSession } from './onnxruntime-session.js';
import { openOnnxEngineSession } from './engine-session.js';
import { verifiedNchwcBlockSize } from './verified-nchwc-block-size.js';

/**
 * Version of the lowering; increment it whenever the emitted operators change, since the bits of results may change.
 */
const LOWERING_VERSION = 7;

const SLOWER =
  "onnxruntime's C API can't be called here, so that its Node binding computes, which copies all that it returns and is slower";

export interface OnnxEngineOptions {
  /** `plain` disables onnxruntime's NCHWc kernels, whatever the processor supports. */
  images?: 'blocked' | 'plain';
  /** Creates inference sessions; onnxruntime's by default (tests substitute their own). */
  create?: CreateOrtSession;
}

/**
 * The default engine: onnxruntime-node runs each step as an ONNX model on the CPU. With the same number of threads
 * and the same kind of processor, equal inputs give identical bytes.
 */
export function onnxEngine({
  images = 'blocked',
  create = createOrtSession,
}: OnnxEngineOptions = {}): Engine {
  const version = ortVersion();
  const kind = images === 'plain' ? '-plain' : '';
  return {
    name: 'onnx',
    version: `onnxruntime-node ${version}`,
    device: 'CPU',
    multithreaded: true,
    precisions: ['float32'],
    numerics: `onnx-${version}-${process.platform}-${process.arch}-${instructionSet()}-${LOWERING_VERSION}${kind}`,
    async open({ threads, notice = () => {} }) {
      const ort = await loadOrt();
      if (ort.through === 'Node') notice(SLOWER);
      const block = images === 'plain' ? 0 : await verifiedNchwcBlockSize(notice);
      return openOnnxEngineSession({ ort, block, create: (model) => create(model, threads), notice });
    },
  };
}

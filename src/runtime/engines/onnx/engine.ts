import type { Engine } from '../engine.js';
import { instructionSet } from '../instruction-sets.js';
import { createOrtSession, loadOrt, ortVersion, type CreateOrtSession } from './onnxruntime-session.js';
import { openOnnxEngineSession } from './engine-session.js';
import { verifiedNchwcBlockSize } from './verified-nchwc-block-size.js';

/** Counted up when the same step is lowered to other operators, so that the bytes may differ. */
const LOWERING_VERSION = 5;

export interface OnnxEngineOptions {
  /** `plain` leaves out onnxruntime's blocked kernels, whatever the processor has. */
  images?: 'blocked' | 'plain';
  /** Makes models ready to run: onnxruntime, if nothing else is put in its place. */
  create?: CreateOrtSession;
}

/**
 * The default engine: each step is an ONNX model that onnxruntime-node runs on the processor. With the same number of
 * threads and the same kind of processor, the same inputs give the same bytes.
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
      const block = images === 'plain' ? 0 : await verifiedNchwcBlockSize(notice);
      return openOnnxEngineSession({ ort, block, create: (model) => create(model, threads), notice });
    },
  };
}

import type { Engine } from '../engine.js';
import { processor } from '../processor.js';
import { createSession, loadOrt, ortVersion, type CreateSession } from './runtime.js';
import { openSession } from './session.js';
import { trustedBlockSize } from './trust.js';

/** Counted up when the same step is lowered to other operators, so that the bytes may differ. */
const LOWERING = 5;

export interface OnnxOptions {
  /** `plain` leaves out onnxruntime's blocked kernels, whatever the processor has. */
  images?: 'blocked' | 'plain';
  /** Makes models ready to run: onnxruntime, if nothing else is put in its place. */
  create?: CreateSession;
}

/**
 * The default engine: each step is an ONNX model that onnxruntime-node runs on the processor. With the same number of
 * threads and the same kind of processor, the same inputs give the same bytes.
 */
export function onnxEngine({ images = 'blocked', create = createSession }: OnnxOptions = {}): Engine {
  const version = ortVersion();
  const kind = images === 'plain' ? '-plain' : '';
  return {
    name: 'onnx',
    version: `onnxruntime-node ${version}`,
    device: 'CPU',
    multithreaded: true,
    precisions: ['float32'],
    numerics: `onnx-${version}-${process.platform}-${process.arch}-${processor()}-${LOWERING}${kind}`,
    async open({ threads, notice = () => {} }) {
      const ort = await loadOrt();
      const block = images === 'plain' ? 0 : await trustedBlockSize(notice);
      return openSession({ ort, block, create: (model) => create(model, threads), notice });
    },
  };
}

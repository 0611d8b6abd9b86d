import { onnxEngine } from '../../../../src/runtime/engines/onnx/index.js';
import { sameKernels } from '../compare-kernel-cases.js';

for (const images of ['blocked', 'plain'] as const) {
  sameKernels(`onnx (images ${images})`, false, () => onnxEngine({ images }));
}

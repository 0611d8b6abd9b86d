import type { ValueId } from '../../../capture/index.js';
import { commutedOperands } from '../../passes/index.js';
import { stringAttribute, type NodeOutput } from '../graph-builder.js';
import type { KernelCallSite } from '../call-site.js';

const T = 'float32';

/** What makes sums to which TensorFlow itself can add the bias, and the activation behind it, on the way. */
const biasFusibleKernels = new Set(['Conv2D', 'Conv2DBackpropInput', 'DepthwiseConv2dNative', 'BatchMatMul']);

/** x + bias behind a convolution or a matrix product: one number for each channel. */
export function emitBiasAdd(site: KernelCallSite): NodeOutput | null {
  const { shape, dtype } = site.output;
  if (dtype !== T || (shape.length !== 2 && shape.length !== 4)) return null;
  for (const [x, bias] of commutedOperands) {
    const sides = site.shape(bias);
    if (sides.length !== 1 || sides[0] !== shape.at(-1) || site.shape(x).join() !== shape.join()) continue;
    if (site.dtype(x) !== T || site.dtype(bias) !== T) continue;
    if (!biasFusibleKernels.has(site.values.producer(site.id(x) as ValueId)?.kernel ?? '')) continue;
    return site.node('BiasAdd', [site.in(x), site.in(bias)], { T, data_format: stringAttribute('NHWC') });
  }
  return null;
}

import type { ValueId } from '../../../capture/index.js';
import { commutedOperands } from '../../passes/index.js';
import { stringAttribute, type NodeOutput } from '../graph-builder.js';
import type { KernelCallSite } from '../call-site.js';

const T = 'float32';

/** Kernels that TensorFlow can fuse a BiasAdd (and activation) into. */
const biasFusibleKernels = new Set(['Conv2D', 'Conv2DBackpropInput', 'DepthwiseConv2dNative', 'BatchMatMul']);

/**
 * x + bias after a convolution or a matrix product, with one bias per channel, as BiasAdd; null for other additions.
 */
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

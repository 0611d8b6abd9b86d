import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/** Longer inner dimensions are summed in one block. Below, blocks are faster and accurate enough. */
const MAX_BLOCKED_PRODUCTS = 6144;

/**
 * tfjs sums blocks of 48 products in float64, and the blocks' sums in float32: for a million similar products the
 * result is off by 25 ulp. The block size is a property of its backend.
 */
export const matMulInOneBlock =
  (original: KernelFunc): KernelFunc =>
  (call) => {
    const { shape } = call.inputs.a as TensorInfo;
    const inner = shape.at(call.attrs?.transposeA ? -2 : -1) as number;
    if (inner <= MAX_BLOCKED_PRODUCTS) return original(call);
    const backend = call.backend as { blockSize: number };
    const { blockSize } = backend;
    backend.blockSize = inner;
    try {
      return original(call);
    } finally {
      backend.blockSize = blockSize;
    }
  };

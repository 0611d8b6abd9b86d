import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/** Longer inner sides are added up at once. Below, blocks are quicker and exact enough. */
const MOST_PRODUCTS = 6144;

/**
 * tfjs adds up 48 products at a time in float64, and those sums in float32: of a million products near each other that is
 * off by 25 units in the last place. It takes the length from its backend.
 */
export const inOneSum =
  (own: KernelFunc): KernelFunc =>
  (call) => {
    const { shape } = call.inputs.a as TensorInfo;
    const inner = shape.at(call.attrs?.transposeA ? -2 : -1) as number;
    if (inner <= MOST_PRODUCTS) return own(call);
    const backend = call.backend as { blockSize: number };
    const { blockSize } = backend;
    backend.blockSize = inner;
    try {
      return own(call);
    } finally {
      backend.blockSize = blockSize;
    }
  };

/** Single-thread rates of a processor, per second; the parameters of the cost model. */
export const rateNames = [
  /** Multiply-adds of onnxruntime's NCHWc convolutions. */
  'blockedConvolution',
  /** NCHWc convolutions in groups of one channel (filter gradients). */
  'groupedConvolution',
  /** Multiply-adds of NCHW convolutions. */
  'convolution',
  /** NCHW convolutions with kernels larger than their output (filter gradients). */
  'wideConvolution',
  'transposedConvolution',
  /** Depthwise NCHW convolutions. */
  'depthwiseConvolution',
  /** Multiply-adds of matrix products. */
  'gemm',
  /** Bytes of sequential access. */
  'elementwise',
  /** Bytes of transposes. */
  'transpose',
  /** Bytes of copies in short contiguous runs (a channel block each). */
  'shortRuns',
  /** Bytes of gather and scatter by element. */
  'scattered',
  /** Nodes without work (fixed overhead). */
  'node',
] as const;

export type RateName = (typeof rateNames)[number];

export interface CostTable {
  /**
   * `measured` in this process, `cached` from an earlier measurement on this machine, `built-in` from another
   * machine.
   */
  origin: 'measured' | 'cached' | 'built-in';
  /** Channels in an NCHWc block; without blocks (0) there are no rates of blocked convolutions. */
  block: number;
  /** Per second on one thread. Operators without a rate can't be estimated. */
  rates: Readonly<Partial<Record<RateName, number>>>;
}

/**
 * For machines where measuring fails. Rates of an Intel Xeon with AVX-512 (2 MB of L2 cache per core), onnxruntime
 * 1.30.0, rounded. Other processors differ mostly by a common factor, less in the rates' ratios.
 */
export function builtInCostTable(blockSize: number): CostTable {
  const { blockedConvolution, groupedConvolution, ...rates } = BUILT_IN_RATES;
  return {
    origin: 'built-in',
    block: blockSize,
    rates: blockSize > 0 ? { blockedConvolution, groupedConvolution, ...rates } : rates,
  };
}

const BUILT_IN_RATES: Readonly<Record<RateName, number>> = {
  blockedConvolution: 80e9,
  groupedConvolution: 56e9,
  convolution: 38e9,
  wideConvolution: 12e9,
  transposedConvolution: 33e9,
  depthwiseConvolution: 3.5e9,
  gemm: 65e9,
  elementwise: 20e9,
  transpose: 8e9,
  shortRuns: 11e9,
  scattered: 3e9,
  node: 1.6e6,
};

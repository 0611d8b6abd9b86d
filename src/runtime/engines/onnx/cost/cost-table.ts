/** What a processor does in a second, on one thread: what estimates are made of. */
export const rateNames = [
  /** Multiply-adds of onnxruntime's convolutions on blocked memory. */
  'blockedConvolution',
  /** The same in groups of one channel, as gradients by filters are written. */
  'groupedConvolution',
  /** Multiply-adds of plain convolutions. */
  'convolution',
  /** Plain convolutions whose windows are larger than what comes out. */
  'wideConvolution',
  'transposedConvolution',
  /** Plain convolutions of each channel by itself. */
  'depthwiseConvolution',
  /** Multiply-adds of products of matrices. */
  'gemm',
  /** Bytes read and written where numbers are gone through in order. */
  'elementwise',
  /** Bytes read and written where axes change places. */
  'transpose',
  /** Bytes read and written where short runs of numbers (a block of channels) are copied each by itself. */
  'shortRuns',
  /** Bytes read and written by operators that look up a place for each number. */
  'scattered',
  /** Operators that have nothing to do. */
  'node',
] as const;

export type RateName = (typeof rateNames)[number];

export interface CostTable {
  /** `measured`: now. `cached`: on this machine, earlier. `built-in`: on another machine. */
  origin: 'measured' | 'cached' | 'built-in';
  /** Channels in a block, 0 for none: then there are no rates of blocked convolutions. */
  block: number;
  /** A second, on one thread. What has no rate can't be estimated. */
  rates: Readonly<Partial<Record<RateName, number>>>;
}

/**
 * For machines where nothing can be measured. The rates are those of one Intel Xeon processor with AVX-512 (2 MB of
 * second-level cache a core), onnxruntime 1.30.0, rounded; others differ, but more by a common factor than from rate to
 * rate.
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

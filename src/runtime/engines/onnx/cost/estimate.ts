/** Estimated run times of nodes: to compare two forms, and to show where a step's time goes. */
import type { ModelProto } from '../model/index.js';
import type { CostTable } from './cost-table.js';
import { typedNodes, nodeFlopsAndBytes, type TypedNode } from './flops-and-bytes.js';

/**
 * Roofline estimate of a node's milliseconds: the larger of compute time and memory time, plus a constant overhead
 * per node. Null if a type or rate is unknown.
 *
 * @param threads threads to compute with; parallel operators are assumed to scale linearly
 */
export function estimateNodeMilliseconds(
  node: TypedNode,
  { rates }: CostTable,
  threads: number,
): number | null {
  const work = nodeFlopsAndBytes(node);
  if (!work || !rates.node || !rates.elementwise) return null;
  let seconds = 0;
  if (work.rate) {
    const rate = rates[work.rate];
    if (!rate) return null;
    const memorySeconds = work.bytes / rates.elementwise;
    // Rates of matrix products and convolutions are multiply-adds per second, all others bytes per second.
    seconds = computeRates.has(work.rate)
      ? Math.max(work.multiplyAdds / rate, memorySeconds)
      : work.bytes / rate;
  }
  return 1000 * (seconds / (work.parallel ? threads : 1) + 1 / rates.node);
}

const computeRates: ReadonlySet<string> = new Set([
  'blockedConvolution',
  'groupedConvolution',
  'convolution',
  'wideConvolution',
  'transposedConvolution',
  'depthwiseConvolution',
  'gemm',
]);

/** Estimated milliseconds of all nodes of a model; null if one is unknown. */
export function estimateModelMilliseconds(
  model: ModelProto,
  table: CostTable,
  threads: number,
): number | null {
  let sum = 0;
  for (const node of typedNodes(model)) {
    const milliseconds = estimateNodeMilliseconds(node, table, threads);
    if (milliseconds === null) return null;
    sum += milliseconds;
  }
  return sum;
}

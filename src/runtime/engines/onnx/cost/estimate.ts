/** How long nodes take, about. Good for saying which of two forms is quicker, and where a step's time goes. */
import type { ModelProto } from '../model/index.js';
import type { CostTable } from './cost-table.js';
import { typedNodes, nodeWork, type TypedNode } from './flops-and-bytes.js';

/**
 * Milliseconds that a node takes, about: what there is to compute or what there is to move, whichever takes longer, and
 * what any node costs. Null where a type or a rate is not known.
 *
 * @param threads threads to compute with; what is divided at all is taken to be divided evenly
 */
export function estimateNodeMilliseconds(
  node: TypedNode,
  { rates }: CostTable,
  threads: number,
): number | null {
  const work = nodeWork(node);
  if (!work || !rates.node || !rates.elementwise) return null;
  let seconds = 0;
  if (work.rate) {
    const rate = rates[work.rate];
    if (!rate) return null;
    const moving = work.bytes / rates.elementwise;
    // A product of matrices or a convolution has its numbers at hand: its rate is of multiply-adds.
    seconds = computeRates.has(work.rate) ? Math.max(work.multiplyAdds / rate, moving) : work.bytes / rate;
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

/** Milliseconds that all nodes of a model take together, about; null where one of them is not known. */
export function estimateModelMilliseconds(
  model: ModelProto,
  table: CostTable,
  threads: number,
): number | null {
  let sum = 0;
  for (const node of typedNodes(model)) {
    const one = estimateNodeMilliseconds(node, table, threads);
    if (one === null) return null;
    sum += one;
  }
  return sum;
}

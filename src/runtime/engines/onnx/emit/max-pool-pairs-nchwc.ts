/**
 * The gradient of max pooling by pairs of neighbours in a row, on NCHWc images: 1-D pooling of size 2. As 2 x 2 pooling
 * (max-pool-2x2-nchwc.ts), with one level instead of two. A series may be an image of one row or of one column; both lie
 * the same in memory, and are taken as rows.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { tilesExactly } from '../../passes/index.js';
import { nchwcLayout } from '../layout/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import { firstIsMaximum, setFromColumns, splitByWinner } from './max-pool-2x2-nchwc.js';

type Four = [number, number, number, number];

/** Whether a call pools pairs in rows, or in a single column, of an image (the value `x`) that NCHWc kernels take. */
export function isNchwcPairMaxPool(
  lowering: OnnxLoweringContext,
  { attrs }: KernelCall,
  x: ValueId,
  pooled: ValueId,
): boolean {
  if (!lowering.isBlockable(x)) return false;
  const [image, output] = [lowering.shape(x), lowering.shape(pooled)];
  return (
    tilesExactly([1, 2], attrs, image, output) ||
    (image[2] === 1 && tilesExactly([2, 1], attrs, image, output))
  );
}

/** Scatters each gradient to its pair's first maximum; the other gets 0. */
export function emitNchwcPairMaxPoolGradient(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  x: ValueId,
  out: ValueId,
): void {
  const { graph, plan } = lowering;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const [rows, columns] = w === 1 ? [1, h] : [h, w];
  const image = (id: ValueId, width: number) =>
    graph.reshape(lowering.get(id, nchwcLayout(lowering.shape(id), plan.block)), [n, c, rows, width]);
  const gradient = image(dy, columns / 2);
  const firstWins = firstIsMaximum(lowering, image(x, columns), c, [1, 2], plan.block);
  setFromColumns(lowering, out, splitByWinner(lowering, gradient, firstWins));
}

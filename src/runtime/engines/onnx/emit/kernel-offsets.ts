import type { WindowGeometry } from '../../passes/index.js';
import type { OnnxGraphBuilder, TensorName } from '../model/index.js';

/**
 * For each kernel offset, row-major, the strided slice of a padded image that it multiplies, passed to `emit`. Each
 * slice is consumed before the next is made, to bound memory.
 *
 * @param padded [batch, height, width, channels]
 * @param windowCounts numbers of windows down and across
 */
export function mapKernelOffsets(
  graph: OnnxGraphBuilder,
  padded: TensorName,
  { kernel, strides, dilations }: WindowGeometry,
  windowCounts: readonly [number, number],
  emit: (pixels: TensorName) => TensorName,
): TensorName[] {
  const [rows, columns] = kernel;
  return Array.from({ length: rows * columns }, (_, offset) => {
    const first = [Math.floor(offset / columns) * dilations[0], (offset % columns) * dilations[1]] as const;
    const end = ([0, 1] as const).map((at) => first[at] + (windowCounts[at] - 1) * strides[at] + 1);
    const pixels = graph.op('Slice', [
      padded,
      graph.ints(first),
      graph.ints(end),
      graph.ints([1, 2]),
      graph.ints(strides),
    ]);
    return emit(pixels);
  });
}

import type { WindowGeometry } from '../../passes/index.js';
import type { OnnxGraphBuilder, TensorName } from '../model/index.js';

/**
 * What is made of the pixels that each place of a filter sees of a padded image, row by row, as the windows move. Each
 * place's pixels are used before the next one's are cut out, so that no more of them need be there at once.
 *
 * @param padded [batch, height, width, channels]
 * @param windowCounts windows down and across
 */
export function mapKernelOffsets(
  graph: OnnxGraphBuilder,
  padded: TensorName,
  { kernel, strides, dilations }: WindowGeometry,
  windowCounts: readonly [number, number],
  emit: (seen: TensorName) => TensorName,
): TensorName[] {
  const [rows, columns] = kernel;
  return Array.from({ length: rows * columns }, (_, place) => {
    const first = [Math.floor(place / columns) * dilations[0], (place % columns) * dilations[1]] as const;
    const end = ([0, 1] as const).map((at) => first[at] + (windowCounts[at] - 1) * strides[at] + 1);
    const seen = graph.op('Slice', [
      padded,
      graph.ints(first),
      graph.ints(end),
      graph.ints([1, 2]),
      graph.ints(strides),
    ]);
    return emit(seen);
  });
}

import type { Geometry } from '../../passes/index.js';
import type { Graph, Name } from '../model/index.js';

/**
 * What is made of the pixels that each place of a filter sees of a padded image, row by row, as the windows move. Each
 * place's pixels are used before the next one's are cut out, so that no more of them need be there at once.
 *
 * @param padded [batch, height, width, channels]
 * @param count windows down and across
 */
export function atEachPlace(
  graph: Graph,
  padded: Name,
  { kernel, strides, dilations }: Geometry,
  count: readonly [number, number],
  use: (seen: Name) => Name,
): Name[] {
  const [rows, columns] = kernel;
  return Array.from({ length: rows * columns }, (_, place) => {
    const first = [Math.floor(place / columns) * dilations[0], (place % columns) * dilations[1]] as const;
    const end = ([0, 1] as const).map((at) => first[at] + (count[at] - 1) * strides[at] + 1);
    const seen = graph.op('Slice', [
      padded,
      graph.ints(first),
      graph.ints(end),
      graph.ints([1, 2]),
      graph.ints(strides),
    ]);
    return use(seen);
  });
}

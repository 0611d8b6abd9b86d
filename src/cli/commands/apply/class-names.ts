import type { Program } from '../../../compiler/index.js';
import type { WireValues } from '../../../runtime/index.js';

/** How far from 1 the sum of probabilities may be. */
const MAX_ROUNDING = 1e-3;

/**
 * The names of the classes whose probabilities an output is: those of the labels of as many classes, or their numbers. Null
 * if it is no distribution, if no data set has such labels, or if several have them with other names.
 */
export function classNamesOf({ datasets }: Program, { shape, data }: WireValues): readonly string[] | null {
  const [count = 0, width = 0] = shape;
  if (shape.length !== 2 || width < 2) return null;
  const lists = datasets.flatMap(({ fields }) =>
    Object.values(fields).flatMap(({ role, shape: own, classes }) =>
      role === 'label' && own.length === 1 && own[0] === width ? [classes ?? numbers(width)] : [],
    ),
  );
  const [first] = lists;
  if (!first || lists.some((list) => list.some((name, at) => name !== first[at]))) return null;
  for (let row = 0; row < count; row += 1) {
    let sum = 0;
    for (let at = row * width; at < (row + 1) * width; at += 1) {
      if (!(data[at]! >= 0)) return null;
      sum += data[at]!;
    }
    if (Math.abs(sum - 1) > MAX_ROUNDING) return null;
  }
  return first;
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at));

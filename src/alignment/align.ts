/** Alignment of two sequences by least cost (Needleman-Wunsch), so that an insertion is one insertion. */

/** A place in both sequences, or in one if the other has nothing there. */
export type AlignedPair = { a: number; b: number } | { a: number; b: null } | { a: null; b: number };

/** The cost of an item that only one of the sequences has. */
const GAP = 0.5;

/** Longer stretches that differ are not aligned item by item: time and memory are their product. */
const MAX_CELLS = 4_000_000;

/** @param cost of taking two items for the same one: 0 if they are equal, at most 1, Infinity if they can't be. */
export function align(
  lengthA: number,
  lengthB: number,
  cost: (a: number, b: number) => number,
): AlignedPair[] {
  let start = 0;
  while (start < lengthA && start < lengthB && cost(start, start) === 0) start += 1;
  let end = 0;
  while (end < lengthA - start && end < lengthB - start && cost(lengthA - 1 - end, lengthB - 1 - end) === 0) {
    end += 1;
  }
  return [
    ...Array.from({ length: start }, (_, at) => ({ a: at, b: at })),
    ...alignMiddle(start, lengthA - end, lengthB - end, cost),
    ...Array.from({ length: end }, (_, at) => ({ a: lengthA - end + at, b: lengthB - end + at })),
  ];
}

function alignMiddle(
  start: number,
  endA: number,
  endB: number,
  cost: (a: number, b: number) => number,
): AlignedPair[] {
  const [rows, columns] = [endA - start, endB - start];
  if ((rows + 1) * (columns + 1) > MAX_CELLS) {
    return [
      ...Array.from({ length: rows }, (_, at): AlignedPair => ({ a: start + at, b: null })),
      ...Array.from({ length: columns }, (_, at): AlignedPair => ({ a: null, b: start + at })),
    ];
  }
  // The least cost of what is left from each place on.
  const width = columns + 1;
  const least = new Float64Array((rows + 1) * width);
  for (let row = rows; row >= 0; row -= 1) {
    for (let column = columns; column >= 0; column -= 1) {
      if (row === rows || column === columns) {
        least[row * width + column] = GAP * (rows - row + columns - column);
        continue;
      }
      least[row * width + column] = Math.min(
        cost(start + row, start + column) + least[(row + 1) * width + column + 1]!,
        GAP + least[(row + 1) * width + column]!,
        GAP + least[row * width + column + 1]!,
      );
    }
  }
  const pairs: AlignedPair[] = [];
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    const here = least[row * width + column]!;
    const [a, b] = [start + row, start + column];
    const both = row < rows && column < columns;
    if (both && here === cost(a, b) + least[(row + 1) * width + column + 1]!) {
      pairs.push({ a, b });
      row += 1;
      column += 1;
    } else if (row < rows && here === GAP + least[(row + 1) * width + column]!) {
      pairs.push({ a, b: null });
      row += 1;
    } else {
      pairs.push({ a: null, b });
      column += 1;
    }
  }
  return pairs;
}

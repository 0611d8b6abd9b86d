import type { ReportValue } from '../../compiler/index.js';
import type { Values } from './report-source.js';

/** More classes than this are no classes. */
const MAX_CLASSES = 1000;

/** The class of each example: its number, or where the largest of its numbers is; -1 if they are no numbers. */
export function classNumbers({ shape, data }: Values): Int32Array {
  const [count = 0, width] = shape;
  const out = new Int32Array(count).fill(-1);
  for (let at = 0; at < count; at += 1) {
    if (width === undefined || width === 1) {
      const value = Math.round(data[at]!);
      out[at] = value >= 0 && value < MAX_CLASSES ? value : -1;
      continue;
    }
    let best = -Infinity;
    for (let index = 0; index < width; index += 1) {
      const value = data[at * width + index]!;
      if (value > best) {
        best = value;
        out[at] = index;
      }
    }
  }
  return out;
}

/** Names of the classes that values may have: as the data say, or their numbers. */
export function classNames(
  values: readonly { value: ReportValue; of: Values; numbers: Int32Array }[],
): string[] {
  const widths = values.map(({ value, of, numbers }) =>
    Math.max(
      of.shape.length > 1 && of.shape[1] !== 1 ? of.shape[1]! : 0,
      value.classes?.length ?? 0,
      numbers.reduce((most, number) => Math.max(most, number + 1), 0),
    ),
  );
  const width = Math.min(MAX_CLASSES, Math.max(0, ...widths));
  return Array.from(
    { length: width },
    (_, at) => values.flatMap(({ value }) => value.classes?.[at] ?? [])[0] ?? String(at),
  );
}

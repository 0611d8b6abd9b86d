import type { WireValues } from '../../../../runtime/index.js';

/** Where the numbers of one example come from. */
export interface Source {
  file: string;
  row: number | null;
  /** The path of its outputs below a folder, without what tells outputs apart. */
  stem: string;
}

/** An output of the model, for all examples. */
export interface Output {
  name: string;
  /** [examples, ...shape] */
  values: WireValues;
  /** Names of the classes whose probabilities it is. */
  classes: readonly string[] | null;
}

/** The class that an output says, and its probability. */
export function classOf(
  { values, classes }: Output,
  example: number,
): { name: string; probability: number } | null {
  if (!classes) return null;
  const width = classes.length;
  const own = values.data.subarray(example * width, (example + 1) * width);
  const best = own.reduce((most, value, at) => (value > own[most]! ? at : most), 0);
  return { name: classes[best]!, probability: nineDigits(own[best]!) };
}

/** Nine significant digits identify a float32. */
export const nineDigits = (value: number): number => Number(value.toPrecision(9));

export const valuesOf = ({ values }: Output, example: number): Float32Array => {
  const size = values.data.length / values.shape[0]!;
  return values.data.subarray(example * size, (example + 1) * size) as Float32Array;
};

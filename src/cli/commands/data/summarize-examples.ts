import type { DataUse, ExampleWires } from '../../../compiler/index.js';
import { ownValue } from '../../../records/index.js';
import type { readExamples } from '../../../runtime/index.js';

export type FoundExamples = Awaited<ReturnType<typeof readExamples>>;

/** What a split holds, for people and as JSON. */
export interface ExamplesSummary {
  dataset: string;
  split: string;
  /** Examples of the split. */
  examples: number;
  origin: string;
  simulated: boolean;
  /** The phase in whose order the examples are; null: in their own. */
  phase: string | null;
  /** Numbers of the examples on the contact sheet. */
  shown: number[];
  /** How many examples the ranges are those of. */
  measured: number;
  fields: {
    name: string;
    role: string;
    shape: number[];
    minimum: number | null;
    maximum: number | null;
    mean: number | null;
    deviation: number | null;
    /** Numbers that are NaN or infinite. */
    notFinite: number;
  }[];
  /** Examples of the whole split by class, of each label that the data hold. */
  classes: { label: string; names: string[]; counts: number[] }[];
}

export function summarizeExamples(
  { dataset, split }: DataUse,
  { fields }: ExampleWires,
  found: FoundExamples,
  count: number,
): ExamplesSummary {
  return {
    dataset,
    split,
    examples: found.all,
    origin: found.origin,
    simulated: found.simulated,
    phase: found.phase,
    shown: found.examples.slice(0, count),
    measured: found.examples.length,
    fields: fields.map(({ name, type }, at) => ({
      name,
      role: type.role,
      shape: [...type.shape],
      ...rangeOf(found.values[at]!.data),
    })),
    classes: fields.flatMap(({ name, type }) => {
      const counts = ownValue(found.classes, name);
      if (!counts) return [];
      return [{ label: name, names: counts.map((_, at) => type.classes?.[at] ?? String(at)), counts }];
    }),
  };
}

function rangeOf(numbers: Float32Array) {
  let [count, sum, squares] = [0, 0, 0];
  let [minimum, maximum] = [Infinity, -Infinity];
  for (const value of numbers) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    sum += value;
    squares += value * value;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  const notFinite = numbers.length - count;
  if (count === 0) return { minimum: null, maximum: null, mean: null, deviation: null, notFinite };
  const mean = sum / count;
  return {
    minimum,
    maximum,
    mean,
    deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)),
    notFinite,
  };
}

/** Parts of a Program without their source ranges. */
import type { DataStep, Wire } from '../program.js';

// Ranges are removed only where they are known to occur: a user-chosen name may be `range` as well.
const withoutRange = ({ range: _, ...rest }: { range?: unknown }): object => rest;

const isRange = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  /^end,file,start(,use)?$/.test(Object.keys(value).sort().join());

/** A Program, or a part of it, without the places of its text, which a comment moves. */
export function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === 'range' && isRange(inner) ? [] : [[key, withoutPlaces(inner)]],
    ),
  );
}

/** Wires without their ranges. */
const wiresWithoutRanges = (wires: readonly Wire[]): object[] => wires.map(withoutRange);

/** A step of a data set without its ranges. */
export const dataStepWithoutRanges = (step: DataStep): object =>
  step.step === 'add' ? { ...step, wires: wiresWithoutRanges(step.wires) } : step;

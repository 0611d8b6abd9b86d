/** Parts of a Program without their source ranges. */
import type { DataStep, Wire } from '../program.js';

// Ranges are removed only where they are known to occur: a user-chosen name may be `range` as well.
const withoutRange = ({ range: _, ...rest }: { range?: unknown }): object => rest;

/** Wires without their ranges. */
const wiresWithoutRanges = (wires: readonly Wire[]): object[] => wires.map(withoutRange);

/** A step of a data set without its ranges. */
export const dataStepWithoutRanges = (step: DataStep): object =>
  step.step === 'add' ? { ...step, wires: wiresWithoutRanges(step.wires) } : step;

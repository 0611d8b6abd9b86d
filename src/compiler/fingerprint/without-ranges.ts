/** Parts of a Program without their source ranges. */
import type { DataStep, Network, Wire } from '../program.js';

// Ranges are removed only where they are known to occur: a user-chosen name may be `range` as well.
const withoutRange = ({ range: _, ...rest }: { range?: unknown }): object => rest;

/** Wires without their ranges. */
export const wiresWithoutRanges = (wires: readonly Wire[]): object[] => wires.map(withoutRange);

/** A network without its ranges. */
export const networkWithoutRanges = (network: Network): object => ({
  ...withoutRange(network),
  wires: wiresWithoutRanges(network.wires),
});

/** A step of a data set without its ranges. */
export const dataStepWithoutRanges = (step: DataStep): object =>
  step.step === 'add' ? { ...step, wires: wiresWithoutRanges(step.wires) } : step;

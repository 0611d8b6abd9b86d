/**
 * Feature hoisting: which wires of a phase are computed once per example, decided from metadata alone, without
 * gathering a batch.
 */
import {
  assignedWires,
  networksChangedBy,
  hoistFrozenCalls,
  solvedWires,
  type HoistedWires,
  type Phase,
  type Program,
  type Wire,
  type WireId,
} from '../../compiler/index.js';
import type { ExampleSet } from '../data/index.js';

/** If the precomputed features would take more bytes than this, they are computed in each step instead. */
const MAX_FEATURE_BYTES = 512 * 2 ** 20;

/** Metadata of a data set. */
export interface ExampleSetFacts extends Pick<ExampleSet, 'examples' | 'varies'> {
  has(field: string): boolean;
}

export const factsOfExampleSet = (set: ExampleSet): ExampleSetFacts => ({
  examples: set.examples,
  varies: (field) => set.varies(field),
  has: (field) => Object.hasOwn(set.fields, field),
});

/** Metadata of a data set that has not been read: it has all fields, and none changes from epoch to epoch. */
export const assumeConstantExamples = (examples: number): ExampleSetFacts => ({
  examples,
  varies: () => false,
  has: () => true,
});

/** Number of elements of one example's value. */
export const elementsPerExample = (shape: readonly (number | null)[]) =>
  shape.reduce<number>((size, side) => size * (side ?? 1), 1);

/** The wires by which a phase moves weights: those of its losses, of values that it assigns, and that it solves with. */
export const movingWires = (phase: Phase): WireId[] => [
  ...phase.updates.flatMap((update) => update.losses.map(({ wire }) => wire)),
  ...assignedWires(phase),
  ...solvedWires(phase),
];

/** What a phase's training step computes: losses, assigned values and metrics. */
export const stepWires = (phase: Phase): WireId[] => [
  ...movingWires(phase),
  ...phase.metrics.map(({ wire }) => wire),
];

/** Upper bound on the number of different examples that a phase is trained on. */
export const examplesUsedInTraining = (
  { epochs, stepsPerEpoch, batchSize }: Phase,
  examples: number,
): number => (stepsPerEpoch === null ? examples : Math.min(examples, epochs * stepsPerEpoch * batchSize));

/**
 * Splits a phase's wires into those that are precomputed per example and those of each step. Nothing is precomputed
 * if that would take too much memory.
 */
export function hoistFrozenFeatures(
  program: Program,
  phase: Phase,
  request: { set: ExampleSetFacts; used: number; wires: readonly Wire[]; wanted: readonly WireId[] },
): HoistedWires {
  const { set, used, wires, wanted } = request;
  const hoisted = hoistFrozenCalls(
    wires,
    wanted,
    (field) => set.has(field) && !set.varies(field),
    networksChangedBy(program, phase),
    new Map(program.networks.map((network) => [network.name, network])),
  );
  if (!hoisted.precompute) return hoisted;
  const { wires: early, outputs } = hoisted.precompute;
  const size = outputs.reduce((sum, { wire }) => sum + elementsPerExample(early[wire]!.type.shape), 0);
  return size * used * 4 > MAX_FEATURE_BYTES ? { precompute: null, wires: [...wires] } : hoisted;
}

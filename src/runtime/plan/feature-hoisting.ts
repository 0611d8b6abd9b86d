/** What of a phase is computed once for each example, as far as it can be told without making a batch of them. */
import {
  networksChangedBy,
  hoistFrozenCalls,
  type HoistedWires,
  type Phase,
  type Program,
  type Wire,
  type WireId,
} from '../../compiler/index.js';
import type { ExampleSet } from '../data/index.js';

/** Above this many bytes the features are computed in each step after all: memory is dearer than time then. */
const MAX_FEATURE_BYTES = 512 * 2 ** 20;

/** What there is to know of examples without making a batch of them. */
export interface ExampleSetFacts extends Pick<ExampleSet, 'examples' | 'varies'> {
  has(field: string): boolean;
}

export const factsOfExampleSet = (set: ExampleSet): ExampleSetFacts => ({
  examples: set.examples,
  varies: (field) => set.varies(field),
  has: (field) => Object.hasOwn(set.fields, field),
});

/** Examples that nobody has looked at: as if they stayed the same in all epochs. */
export const assumeConstantExamples = (examples: number): ExampleSetFacts => ({
  examples,
  varies: () => false,
  has: () => true,
});

/** Numbers that one example's value of a shape consists of. */
export const elementsPerExample = (shape: readonly (number | null)[]) =>
  shape.reduce<number>((size, side) => size * (side ?? 1), 1);

/** The wires that a training step of a phase must give: its losses and metrics. */
export const lossAndMetricWires = (phase: Phase): WireId[] => [
  ...phase.updates.flatMap((update) => update.losses.map(({ wire }) => wire)),
  ...phase.metrics.map(({ wire }) => wire),
];

/** How many of so many examples the training of a phase can come to see. */
export const examplesUsedInTraining = (
  { epochs, stepsPerEpoch, batchSize }: Phase,
  examples: number,
): number => (stepsPerEpoch === null ? examples : Math.min(examples, epochs * stepsPerEpoch * batchSize));

/**
 * What of a phase's wires is computed once for each example that is used: nothing where that would take too much
 * memory.
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

/** What of a phase is computed once for each example, as far as it can be told without making a batch of them. */
import {
  changesIn,
  hoist,
  type Hoisted,
  type Phase,
  type Program,
  type Wire,
  type WireId,
} from '../compiler/index.js';
import type { ExampleSet } from './data/index.js';

/** Above this many bytes the features are computed in each step after all: memory is dearer than time then. */
const MOST = 512 * 2 ** 20;

/** What there is to know of examples without making a batch of them. */
export interface KnownSet extends Pick<ExampleSet, 'examples' | 'varies'> {
  has(field: string): boolean;
}

export const knownOf = (set: ExampleSet): KnownSet => ({
  examples: set.examples,
  varies: (field) => set.varies(field),
  has: (field) => Object.hasOwn(set.fields, field),
});

/** Examples that nobody has looked at: as if they stayed the same in all epochs. */
export const unseen = (examples: number): KnownSet => ({ examples, varies: () => false, has: () => true });

/** Numbers that one example's value of a shape consists of. */
export const elements = (shape: readonly (number | null)[]) =>
  shape.reduce<number>((size, side) => size * (side ?? 1), 1);

/** The wires that a training step of a phase must give: its losses and metrics. */
export const wantedWires = (phase: Phase): WireId[] => [
  ...phase.updates.flatMap((update) => update.losses.map(({ wire }) => wire)),
  ...phase.metrics.map(({ wire }) => wire),
];

/** How many of so many examples the training of a phase can come to see. */
export const usedInTraining = ({ epochs, stepsPerEpoch, batchSize }: Phase, examples: number): number =>
  stepsPerEpoch === null ? examples : Math.min(examples, epochs * stepsPerEpoch * batchSize);

/**
 * What of a phase's wires is computed once for each example that is used: nothing where that would take too much
 * memory.
 */
export function hoistFeatures(
  program: Program,
  phase: Phase,
  what: { set: KnownSet; used: number; wires: readonly Wire[]; wanted: readonly WireId[] },
): Hoisted {
  const { set, used, wires, wanted } = what;
  const hoisted = hoist(
    wires,
    wanted,
    (field) => set.has(field) && !set.varies(field),
    changesIn(program, phase),
    new Map(program.networks.map((network) => [network.name, network])),
  );
  if (!hoisted.precompute) return hoisted;
  const { wires: early, outputs } = hoisted.precompute;
  const size = outputs.reduce((sum, { wire }) => sum + elements(early[wire]!.type.shape), 0);
  return size * used * 4 > MOST ? { precompute: null, wires: [...wires] } : hoisted;
}

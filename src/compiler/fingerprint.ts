/** One text for one meaning: what a phase is, without where it stands in the file. */
import { createHash } from 'node:crypto';
import type { Dataset, DataStep, Network, Phase, Wire } from './program.js';

/** JSON with sorted keys: the same content gives the same text. All of it counts; a key may be any name. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    if (inner instanceof Map || inner instanceof Set)
      throw new Error('JSON would leave out what a Map holds');
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

// Places in the file are left out where they are known to stand, and only there: a name may be `range` as well.
const placeless = ({ range: _, ...rest }: { range?: unknown }): object => rest;

/** Wires without their places. */
export const meaningOfWires = (wires: readonly Wire[]): object[] => wires.map(placeless);

/** A network without its places. */
export const meaningOfNetwork = (network: Network): object => ({
  ...placeless(network),
  wires: meaningOfWires(network.wires),
});

/** A step of a data set without its places. */
export const meaningOfStep = (step: DataStep): object =>
  step.step === 'add' ? { ...step, wires: meaningOfWires(step.wires) } : step;

const meaningOfDataset = (dataset: Dataset) => ({
  ...placeless(dataset),
  steps: dataset.steps.map(meaningOfStep),
});

const meaningOfPhase = (phase: Omit<Phase, 'fingerprint'>) => ({
  ...placeless(phase),
  // Which of them runs first changes nothing.
  dependsOn: [...phase.dependsOn].sort(),
  wires: meaningOfWires(phase.wires),
  validation: phase.validation && { ...phase.validation, wires: meaningOfWires(phase.validation.wires) },
});

/** Data sets that one is made of, itself last. */
function madeOf(name: string, datasets: ReadonlyMap<string, Dataset>, found = new Map<string, Dataset>()) {
  const dataset = datasets.get(name);
  if (!dataset || found.has(name)) return found;
  for (const step of dataset.steps) {
    if (step.step === 'from') madeOf(step.dataset, datasets, found);
    if (step.step === 'pair') for (const member of step.members) madeOf(member.dataset, datasets, found);
  }
  return found.set(name, dataset);
}

/** sha256 over a phase, the networks that it calls, trains or copies from, and what its data is made of. */
export function fingerprint(
  phase: Omit<Phase, 'fingerprint'>,
  networks: ReadonlyMap<string, Network>,
  datasets: ReadonlyMap<string, Dataset>,
  seed: number,
): string {
  const used = new Set([...phase.networks.map(({ name }) => name), ...phase.start.map(({ of }) => of)]);
  const data = madeOf(phase.data.dataset, datasets);
  if (phase.validation) madeOf(phase.validation.data.dataset, datasets, data);
  const meaning = {
    seed,
    phase: meaningOfPhase(phase),
    networks: [...used].sort().map((name) => {
      const network = networks.get(name);
      return network && meaningOfNetwork(network);
    }),
    data: [...data.values()].map(meaningOfDataset),
  };
  return createHash('sha256').update(canonical(meaning)).digest('hex');
}

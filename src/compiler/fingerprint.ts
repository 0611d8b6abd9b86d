/** Canonical form of a phase for hashing: its meaning without source ranges. */
import { createHash } from 'node:crypto';
import type { Dataset, DataStep, Network, Phase, Wire } from './program.js';

/** JSON with sorted keys: equal content gives equal text. No key is skipped, since any name may be a key. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    if (inner instanceof Map || inner instanceof Set)
      throw new Error('JSON would leave out what a Map holds');
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

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

const datasetWithoutRanges = (dataset: Dataset) => ({
  ...withoutRange(dataset),
  steps: dataset.steps.map(dataStepWithoutRanges),
});

const phaseWithoutRanges = (phase: Omit<Phase, 'fingerprint'>) => ({
  ...withoutRange(phase),
  // Their order does not affect the result.
  dependsOn: [...phase.dependsOn].sort(),
  wires: wiresWithoutRanges(phase.wires),
  validation: phase.validation && { ...phase.validation, wires: wiresWithoutRanges(phase.validation.wires) },
});

/** A data set and its dependencies, itself last. */
function datasetDependencies(
  name: string,
  datasets: ReadonlyMap<string, Dataset>,
  found = new Map<string, Dataset>(),
) {
  const dataset = datasets.get(name);
  if (!dataset || found.has(name)) return found;
  for (const step of dataset.steps) {
    if (step.step === 'from') datasetDependencies(step.dataset, datasets, found);
    if (step.step === 'pair')
      for (const member of step.members) datasetDependencies(member.dataset, datasets, found);
  }
  return found.set(name, dataset);
}

/**
 * sha256 over a phase, the networks that it calls, trains or copies from, and the data sets that its data is derived
 * from.
 */
export function phaseFingerprint(
  phase: Omit<Phase, 'fingerprint'>,
  networks: ReadonlyMap<string, Network>,
  datasets: ReadonlyMap<string, Dataset>,
  seed: number,
): string {
  const used = new Set([...phase.networks.map(({ name }) => name), ...phase.start.map(({ of }) => of)]);
  const data = datasetDependencies(phase.data.dataset, datasets);
  if (phase.validation) datasetDependencies(phase.validation.data.dataset, datasets, data);
  const meaning = {
    seed,
    phase: phaseWithoutRanges(phase),
    networks: [...used].sort().map((name) => {
      const network = networks.get(name);
      return network && networkWithoutRanges(network);
    }),
    data: [...data.values()].map(datasetWithoutRanges),
  };
  return createHash('sha256').update(canonicalJson(meaning)).digest('hex');
}

/** One text for one meaning: what a phase is, without where it stands in the file. */
import { createHash } from 'node:crypto';
import type { Dataset, Network, Phase } from './program.js';

/** JSON with sorted keys and without source ranges: the same meaning gives the same text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'range') return undefined;
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

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
    // Which of them runs first changes nothing.
    phase: { ...phase, dependsOn: [...phase.dependsOn].sort() },
    networks: [...used].sort().map((name) => networks.get(name)),
    data: [...data.values()],
  };
  return createHash('sha256').update(canonical(meaning)).digest('hex');
}

import { canonicalHash, withoutPlaces, type Program } from '../compiler/index.js';
import type { LabelledRun, Manifest, OpenedRun } from '../runtime/index.js';

/** One record of a run: a run with several seeds has one for each. */
export interface OpenedRecord {
  labelled: LabelledRun;
  opened: OpenedRun;
}

/**
 * Records that differ in their seed alone stand together, in the order in which their first was named. Of several with
 * the same seed the newest counts.
 */
export function groupRuns(
  runs: readonly (LabelledRun & { opened: readonly OpenedRun[] })[],
): OpenedRecord[][] {
  const groups = new Map<string, Map<number, OpenedRecord>>();
  for (const { opened, ...labelled } of runs) {
    for (const one of opened) {
      const identity = identityOf(one);
      const group = groups.get(identity) ?? new Map<number, OpenedRecord>();
      groups.set(identity, group);
      const known = group.get(one.manifest.seed);
      if (!known || (known.labelled.manifest.number ?? 0) < (labelled.manifest.number ?? 0))
        group.set(one.manifest.seed, { labelled, opened: one });
    }
  }
  return [...groups.values()].map((group) => [...group.values()]);
}

/** Equal for records that differ in their seed alone, as far as results go: graph, contents of data, engine. */
const identityOf = ({ program, manifest }: OpenedRun): string =>
  canonicalHash({
    program: programWithoutSeed(program),
    sources: manifest.sources?.map(({ name, hash }) => [name, hash]) ?? [],
    engine: manifest.engine.name,
    phases: manifest.phases.map(({ name }) => name),
  });

/** Fingerprints hold the seed, and parameters show in what they were put into. */
function programWithoutSeed(program: Program): unknown {
  const { seed: _, seeds: __, params: ___, description: ____, phases, ...rest } = program;
  return withoutPlaces({
    ...rest,
    phases: phases.map(({ fingerprint: _____, ...phase }) => phase),
  });
}

/** Data sets whose sources gave something else. */
export const otherSources = (a: Manifest, b: Manifest): string[] => {
  const before = new Map(a.sources?.map(({ name, hash }) => [name, hash]));
  return (b.sources ?? []).flatMap(({ name, hash }) => {
    const old = before.get(name);
    return old !== undefined && old !== hash ? [name] : [];
  });
};

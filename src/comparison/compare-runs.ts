import { diff, type ProgramDiff } from '../diff/index.js';
import { meanAndSpread } from '../mean-and-spread.js';
import { nullPrototypeRecord } from '../records/index.js';
import type { LabelledRun, Manifest, OpenedRun } from '../runtime/index.js';
import type { ComparedFigure, ComparedGroup, Comparison, GroupDifference } from './comparison.js';
import { groupRuns, otherSources, type OpenedRecord } from './group-runs.js';

export interface ComparedRuns extends Comparison {
  /** The records of each group. */
  records: OpenedRecord[][];
}

/** Compares runs: figures, by group of runs that differ in their seed alone, and what differs from the first group. */
export function compareRuns(runs: readonly (LabelledRun & { opened: readonly OpenedRun[] })[]): ComparedRuns {
  const records = groupRuns(runs);
  const first = records[0]?.[0];
  const groups = records.map((group, at) => comparedGroup(group, at, at === 0 ? null : first!));
  const figures = [...new Set(groups.flatMap((group) => Object.keys(group.figures)))].sort(
    (a, b) => rankOf(a) - rankOf(b),
  );
  return { figures, keyFigures: keyFigures(figures), groups, records };
}

/** Evaluations first; figures of phases have a dot in their names. */
const rankOf = (figure: string): number => (figure.includes('.') ? 1 : 0);

/** The evaluations; without any, figures on validation data, or else losses and metrics without terms. */
function keyFigures(figures: readonly string[]): string[] {
  const chosen = [
    figures.filter((name) => rankOf(name) === 0),
    figures.filter((name) => name.includes('.val.')),
    figures.filter((name) => !name.includes('.loss/')),
  ].find((some) => some.length > 0);
  return chosen ?? [];
}

/** `A` to `Z`, `AA`, ... */
export function markOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : markOf(Math.floor(at / 26) - 1) + letter;
}

function comparedGroup(
  group: readonly OpenedRecord[],
  at: number,
  first: OpenedRecord | null,
): ComparedGroup {
  const [{ opened, labelled }] = group as [OpenedRecord];
  const { manifest } = opened;
  const named = group.find((one) => one.labelled.label.name !== null);
  return {
    mark: markOf(at),
    label: named?.labelled.label.name ?? labelled.manifest.run,
    graph: manifest.graph,
    engine: manifest.engine.name,
    profile: labelled.manifest.invocation?.profile ?? null,
    overrides: labelled.manifest.invocation?.overrides ?? [],
    runs: group.map((one) => ({
      run: one.opened.manifest.run,
      name: one.labelled.label.name,
      seed: one.opened.manifest.seed,
      status: one.opened.manifest.status,
      started: one.opened.manifest.started,
      simulated: one.opened.manifest.simulated,
    })),
    figures: groupFigures(group.map((one) => one.opened.manifest)),
    differs: first && groupDifference(first.opened, opened),
  };
}

/** The record of a run with several seeds has means: its own value is that of its seed. */
const evaluationOf = (
  { seed }: Manifest,
  { value, bySeed }: Manifest['evaluations'][number],
): number | null => bySeed?.find((one) => one.seed === seed)?.value ?? value;

function figuresOfRun(manifest: Manifest): [name: string, value: number | null][] {
  return [
    ...manifest.evaluations.map((one): [string, number | null] => [one.name, evaluationOf(manifest, one)]),
    ...manifest.phases.flatMap(({ name, metrics }) =>
      Object.entries(metrics ?? {}).map(([figure, value]): [string, number] => [`${name}.${figure}`, value]),
    ),
  ];
}

function groupFigures(runs: readonly Manifest[]): Record<string, ComparedFigure> {
  const values = new Map<string, ComparedFigure['values']>();
  for (const manifest of runs) {
    for (const [name, value] of figuresOfRun(manifest)) {
      const known = values.get(name) ?? [];
      values.set(name, known);
      // JSON has no NaN: null is the value of a figure that has none.
      known.push({ run: manifest.run, seed: manifest.seed, value: value ?? NaN });
    }
  }
  return nullPrototypeRecord(
    [...values].map(([name, all]): [string, ComparedFigure] => {
      const { value, spread } = meanAndSpread(all.map((one) => one.value));
      return [name, { mean: value, spread: all.length > 1 ? spread : null, values: all }];
    }),
  );
}

function groupDifference(a: OpenedRun, b: OpenedRun): GroupDifference {
  const [before, after] = [a.manifest.engine.name, b.manifest.engine.name];
  return {
    graph: withoutSeed(diff(a.program, b.program)),
    other: [
      ...(before === after ? [] : [`engine: ${before} → ${after}`]),
      ...otherSources(a.manifest, b.manifest).map((name) => `${name} holds other data`),
    ],
  };
}

/** Seeds stand beside the runs. */
function withoutSeed({ entries, cost }: ProgramDiff): ProgramDiff {
  const others = entries.flatMap((entry) => {
    if (entry.section !== 'graph') return [entry];
    const changes = entry.changes.filter(({ what }) => what !== 'seed' && what !== 'seeds');
    return changes.length > 0 ? [{ ...entry, changes }] : [];
  });
  return { same: others.length === 0, entries: others, cost };
}

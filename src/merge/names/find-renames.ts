import type { SourceNode } from '../../dsl/index.js';
import { dataWithoutWas } from '../identity.js';
import { kindOfSection, nameUses, type NameKind, type NameUse } from './name-uses.js';
import { entryAt, textAt } from './source-paths.js';

/** A name that a side has in place of another: the same structure has gone and come. */
export interface Rename {
  kind: NameKind;
  /** `networks`, or `data.noisy.add` for a field. */
  section: string;
  from: string;
  to: string;
}

/** Share of a structure that must be the same where a renamed thing was changed as well. */
const MIN_SIMILARITY = 0.5;

/** The names that were changed from one text to another. */
export function findRenames(base: SourceNode, side: SourceNode): Rename[] {
  const entries = renamesOfEntries(base, side);
  return [...entries, ...renamesOfFields(base, side, entries)];
}

function renamesOfEntries(base: SourceNode, side: SourceNode): Rename[] {
  if (base.kind !== 'map' || side.kind !== 'map') return [];
  const lists = base.items.flatMap(({ key: section, value }) => {
    const other = entryAt(side, [section!])?.value;
    if (kindOfSection(section!) === undefined || value.kind !== 'map' || other?.kind !== 'map') return [];
    const [old, now] = [value, other].map((map) => new Set(map.items.map(({ key }) => key!)));
    return [
      {
        section: section!,
        gone: [...old!].filter((k) => !now!.has(k)),
        come: [...now!].filter((k) => !old!.has(k)),
      },
    ];
  });
  const changed = lists.flatMap(({ gone, come }) =>
    gone.length > 0 && come.length > 0 ? [...gone, ...come] : [],
  );
  if (changed.length === 0) return [];
  const mask = maskNames(changed);
  const [usesBefore, usesAfter] = [nameUses(base), nameUses(side)];
  return lists.flatMap(({ section, gone, come }) => {
    const kind = kindOfSection(section)!;
    const entriesIn = (tree: SourceNode, uses: readonly NameUse[], names: readonly string[]) =>
      new Map(
        names.map((name) => {
          const { value } = entryAt(tree, [section, name])!;
          const data = mask(dataWithoutWas(value));
          return [name, { value, data, places: placesOf(uses, kind, name, mask) }];
        }),
      );
    const [before, after] = [entriesIn(base, usesBefore, gone), entriesIn(side, usesAfter, come)];
    const score = (from: string, to: string): number => {
      const [old, now] = [before.get(from)!, after.get(to)!];
      if (textAt(now.value, ['was']) === from) return 4;
      const overlap = overlapOf(old.places, now.places);
      if (old.data === now.data)
        return overlap >= 0.5 || (overlap === -1 && old.value.kind !== 'scalar') ? 2 + overlap : 0;
      return overlap === 1 && similarity(old.data, now.data) >= MIN_SIMILARITY ? 1 : 0;
    };
    return bestPairs(gone, come, score).map(([from, to]) => ({ kind, section, from, to }));
  });
}

/** Puts one sign in place of all these names, so that structures can be compared in which names differ. */
function maskNames(names: readonly string[]): (text: string) => string {
  const pattern = new RegExp(
    `(?<!\\w)(?:${names.map((name) => name.replace(/\W/g, '\\$&')).join('|')})(?!\\w)`,
    'g',
  );
  return (text) => text.replace(pattern, '\u0001');
}

/** Places where a name is used, each as often as it is. */
function placesOf(
  uses: readonly NameUse[],
  kind: NameKind,
  name: string,
  mask: (text: string) => string,
): string[] {
  return uses
    .filter((use) => use.kind === kind && use.name === name && !use.declares)
    .map(({ place }) => mask(place))
    .sort();
}

/** Share of the places that both have; -1 if neither has any. */
function overlapOf(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 && b.length === 0) return -1;
  const left = [...b];
  const common = a.filter((place) => {
    const at = left.indexOf(place);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
  return common / Math.max(a.length, b.length);
}

/** Share of the words and numbers that two structures have in common. */
function similarity(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (text.match(/[^\s{}[\]":,()]+/g) ?? []).sort());
  return Math.max(overlapOf(left!, right!), 0);
}

/** Pairs whose score is above that of all others of either name. */
function bestPairs(
  gone: readonly string[],
  come: readonly string[],
  score: (from: string, to: string) => number,
): [string, string][] {
  const scores = gone.map((from) => come.map((to) => score(from, to)));
  return gone.flatMap((from, i) =>
    come.flatMap((to, j): [string, string][] => {
      const own = scores[i]![j]!;
      const isBest =
        own > 0 &&
        scores[i]!.every((other, at) => at === j || other < own) &&
        scores.every((row, at) => at === i || row[j]! < own);
      return isBest ? [[from, to]] : [];
    }),
  );
}

/** Fields that data sets add. */
function renamesOfFields(base: SourceNode, side: SourceNode, entries: readonly Rename[]): Rename[] {
  const datasets = entryAt(base, ['data'])?.value;
  if (datasets?.kind !== 'map') return [];
  return datasets.items.flatMap(({ key: dataset }) => {
    const nowCalled =
      entries.find(({ section, from }) => section === 'data' && from === dataset)?.to ?? dataset!;
    const [before, after] = [
      entryAt(base, ['data', dataset!, 'add']),
      entryAt(side, ['data', nowCalled, 'add']),
    ];
    if (before?.value.kind !== 'map' || after?.value.kind !== 'map') return [];
    const [old, now] = [before.value, after.value].map((map) => new Set(map.items.map(({ key }) => key!)));
    const gone = [...old!].filter((field) => !now!.has(field));
    const come = [...now!].filter((field) => !old!.has(field));
    if (gone.length === 0 || come.length === 0) return [];
    const mask = maskNames([...gone, ...come]);
    const fieldsIn = (map: SourceNode, names: readonly string[]) =>
      new Map(
        names.map((field) => {
          const { value } = entryAt(map, [field])!;
          // `{value: ..., was: ...}` says what the expression alone says.
          return [field, { value, data: mask(dataWithoutWas(entryAt(value, ['value'])?.value ?? value)) }];
        }),
      );
    const [fieldsBefore, fieldsAfter] = [fieldsIn(before.value, gone), fieldsIn(after.value, come)];
    const score = (from: string, to: string) => {
      const [field, now] = [fieldsBefore.get(from)!, fieldsAfter.get(to)!];
      if (textAt(now.value, ['was']) === from) return 2;
      return field.data === now.data ? 1 : 0;
    };
    return bestPairs(gone, come, score).map(([from, to]) => ({
      kind: 'field' as const,
      section: `data.${dataset}.add`,
      from,
      to,
    }));
  });
}

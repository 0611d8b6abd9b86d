import type { SourceNode } from '../dsl/index.js';
import type { Side } from './merge-context.js';
import { applyRenames, entryAt, findRenames, kindOfSection, type Rename } from './names/index.js';

export interface AppliedRename extends Rename {
  /** The side that renamed it. */
  by: Side | 'both';
  /** Places in the other side's text that were changed with it. */
  places: number;
}

export interface ReconciledNames {
  trees: { base: SourceNode; ours: SourceNode; theirs: SourceNode };
  applied: AppliedRename[];
  /** Entries that each side gave another name, by the path that they have in all three texts now. */
  twice: Map<string, { ours: string; theirs: string }>;
}

/** Gives things one name in all three texts: a name that one side changed is changed in the other side first. */
export function reconcileNames(base: SourceNode, ours: SourceNode, theirs: SourceNode): ReconciledNames {
  const twice: ReconciledNames['twice'] = new Map();
  const [own, other] = [findRenames(base, ours), findRenames(base, theirs)];
  const counterpart = (rename: Rename, among: readonly Rename[]) =>
    among.find(({ section, from }) => section === rename.section && from === rename.from);
  const inBoth = own.filter((rename) => counterpart(rename, other)?.to === rename.to);
  const differently = own.filter((rename) => {
    const theirName = counterpart(rename, other)?.to;
    return theirName !== undefined && theirName !== rename.to && !isTaken(rename, theirs);
  });
  const isShared = (rename: Rename) =>
    counterpart(rename, own) !== undefined && counterpart(rename, other) !== undefined;
  const ofOurs = own.filter((rename) => !isShared(rename) && !isTaken(rename, theirs));
  const ofTheirs = other.filter((rename) => !isShared(rename) && !isTaken(rename, ours));
  const asOurs = differently.map((rename) => {
    const theirName = counterpart(rename, other)!.to;
    twice.set(`${rename.section}.${rename.to}`, { ours: rename.to, theirs: theirName });
    return { ...rename, from: theirName };
  });
  const inTheirs = applyRenames(theirs, [...ofOurs, ...asOurs]);
  const inOurs = applyRenames(ours, ofTheirs);
  const inBase = applyRenames(base, [...inBoth, ...differently, ...ofOurs, ...ofTheirs]);
  return {
    trees: { base: inBase.tree, ours: inOurs.tree, theirs: inTheirs.tree },
    applied: [
      ...inBoth.map((rename) => ({ ...rename, by: 'both' as const, places: 0 })),
      ...ofOurs.map((rename, at) => ({ ...rename, by: 'ours' as const, places: inTheirs.places[at]! })),
      ...ofTheirs.map((rename, at) => ({ ...rename, by: 'theirs' as const, places: inOurs.places[at]! })),
    ],
    twice,
  };
}

/** Whether the other side has something else of the new name. */
function isTaken({ kind, section, to }: Rename, side: SourceNode): boolean {
  if (kind === 'field') return entryAt(side, [...section.split('.'), to]) !== undefined;
  const sections = side.kind === 'map' ? side.items.map(({ key }) => key!) : [];
  return sections.some((one) => kindOfSection(one) === kind && entryAt(side, [one, to]) !== undefined);
}

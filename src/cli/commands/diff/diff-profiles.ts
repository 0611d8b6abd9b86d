/** What differs in the profiles of two graphs beyond what differs without one. */
import type { CheckedGraph } from '../../../compiler/index.js';
import type { ProgramDiff } from '../../../diff/index.js';

export type ProfileDiff =
  | { name: string; kind: 'added' | 'removed' }
  /** With the entries that differ with this profile alone, and what becomes of the phases with it. */
  | { name: string; kind: 'changed'; diff: ProgramDiff }
  /** With this profile one of the graphs does not compile. */
  | { name: string; kind: 'broken' };

/** A graph as text, and how it is compiled with a profile. */
export interface ProfiledGraph {
  /** Those of its parts as well. */
  texts: readonly string[];
  names: readonly string[];
  compile(profile: string): CheckedGraph;
}

/** The lines of the section, as they are written; none if there is no such section at the beginning of a line. */
function profilesText(text: string): string {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => /^(["']?)profiles\1\s*:/.test(line));
  if (start < 0) return '';
  const length = lines.slice(start + 1).findIndex((line) => /^[^\s#]/.test(line));
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n');
}

/**
 * Profiles that came, went, or say something else. They are compiled only if what is written differs, so that other
 * diffs stay quick.
 *
 * @param without what differs without a profile
 * @param diffPrograms compares two compiled graphs
 */
export function diffProfiles(
  a: ProfiledGraph,
  b: ProfiledGraph,
  without: ProgramDiff,
  diffPrograms: (a: CheckedGraph, b: CheckedGraph) => ProgramDiff | null,
): ProfileDiff[] {
  const [before, after] = [a, b].map(({ texts }) => texts.map(profilesText).join('\n').trim());
  if (before === after && after !== '') return [];
  const known = new Set(without.entries.map(identityOf));
  const common = b.names.filter((name) => a.names.includes(name));
  return [
    ...a.names.filter((name) => !b.names.includes(name)).map((name) => ({ name, kind: 'removed' as const })),
    ...common.flatMap((name): ProfileDiff[] => {
      const diff = diffPrograms(a.compile(name), b.compile(name));
      if (!diff) return [{ name, kind: 'broken' }];
      const entries = diff.entries.filter((entry) => !known.has(identityOf(entry)));
      if (entries.length === 0) return [];
      const cost = JSON.stringify(diff.cost) === JSON.stringify(without.cost) ? [] : diff.cost;
      return [{ name, kind: 'changed', diff: { same: false, entries, cost } }];
    }),
    ...b.names.filter((name) => !a.names.includes(name)).map((name) => ({ name, kind: 'added' as const })),
  ];
}

/** An entry without its place. */
const identityOf = ({ range: _, ...entry }: ProgramDiff['entries'][number]): string => JSON.stringify(entry);

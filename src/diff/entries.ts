import type { SourceRange } from '../diagnostics/index.js';
import type { DiffSection, EntryDiff, EntryKind } from './diff-types.js';
import type { NameMap } from './match/index.js';

export const entryOf = (
  section: DiffSection,
  kind: EntryKind,
  { name, range }: { name: string; range?: SourceRange },
  details: Partial<Pick<EntryDiff, 'was' | 'summary' | 'changes' | 'proposal'>> = {},
): EntryDiff => ({
  section,
  kind,
  name: name.replace(/ \(before\)$/, ''),
  was: details.was ?? null,
  parts: [],
  summary: details.summary ?? null,
  changes: details.changes ?? [],
  proposal: details.proposal ?? null,
  range: range ?? null,
});

/** The name in A of what B calls so; null if it is the same one. */
export function formerName(map: NameMap, name: string): string | null {
  for (const [from, to] of map) if (to === name) return from === name ? null : from;
  return null;
}

/** Leaves out what is written otherwise and means the same, as the fingerprints tell. */
import type { Comparison } from './comparison.js';
import type { Change, EntryDiff } from './diff-types.js';
import { COPY_AT_START, START_OF } from './start-changes.js';
import { canonicalJson } from '../compiler/index.js';

/** Changes that fingerprints don't tell: which source and which parents a phase has. */
const isApart = ({ what }: Change): boolean =>
  what === 'data' || what.startsWith(START_OF) || what.startsWith(COPY_AT_START);

export function withoutEquivalents(entries: readonly EntryDiff[], comparison: Comparison): EntryDiff[] {
  const { original, correspondence } = comparison;
  const before = new Map(original.a.phases.map((phase) => [phase.name, phase]));
  const formerNames = new Map([...correspondence.phases].map(([from, to]) => [to, from]));
  return entries.flatMap((entry): EntryDiff[] => {
    if (entry.section !== 'plan' || (entry.kind !== 'changed' && entry.kind !== 'renamed')) return [entry];
    const now = original.b.phases.find(({ name }) => name === entry.name)!;
    const old = before.get(formerNames.get(entry.name)!)!;
    const [one, other] = [old.fingerprint, now.fingerprint];
    const sameWeights = one.weights === other.weights;
    const sameFigures = canonicalJson(one.figures) === canonicalJson(other.figures);
    const changes = entry.changes.filter(
      (change) =>
        isApart(change) ||
        !(
          (change.affects === 'weights' && sameWeights) ||
          (change.affects === 'figures' && sameWeights && sameFigures)
        ),
    );
    return changes.length === 0 && entry.was === null ? [] : [{ ...entry, changes }];
  });
}

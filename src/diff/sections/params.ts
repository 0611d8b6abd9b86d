import type { Program } from '../../compiler/index.js';
import { changed } from '../changes.js';
import type { Comparison } from '../comparison.js';
import type { EntryDiff } from '../diff-types.js';
import { entryOf } from '../entries.js';
import { changedModules } from '../match/index.js';
import { paramOriginText, sameValue, valueText } from '../text/index.js';

type Param = Program['params'][number];

const paramText = ({ value, origin }: Param): string => `${valueText(value)}, ${paramOriginText(origin)}`;

export function paramDiffs({ original, correspondence }: Comparison): EntryDiff[] {
  const { a, b } = original;
  const before = new Map(a.params.map((param) => [param.name, param]));
  const formerNames = new Map([...correspondence.params].map(([from, to]) => [to, from]));
  return [
    ...b.params.flatMap((param): EntryDiff[] => {
      const from = formerNames.get(param.name);
      const old = from === undefined ? undefined : before.get(from);
      if (!old) return [entryOf('params', 'added', param, { summary: paramText(param) })];
      const was = from === param.name ? null : from!;
      const changes = sameValue(old.value, param.value)
        ? []
        : changed('', valueText(old.value), valueText(param.value), { note: paramOriginText(param.origin) });
      if (was === null && changes.length === 0) return [];
      const summary = was !== null && changes.length === 0 ? valueText(param.value) : null;
      return [entryOf('params', was === null ? 'changed' : 'renamed', param, { was, changes, summary })];
    }),
    ...a.params
      .filter(({ name }) => !correspondence.params.has(name))
      .map((param) => entryOf('params', 'removed', param, { summary: paramText(param) })),
  ];
}

const seedsText = ({ seeds }: Program): string => (seeds ? seeds.join(', ') : 'one');

/** What concerns the whole graph: its name, which runs have, and its seed. */
export function graphDiffs({ original: { a, b } }: Comparison): EntryDiff[] {
  const changes = [
    ...changed('name', a.name, b.name, { affects: 'nothing' }),
    ...changed('seed', String(a.seed), String(b.seed)),
    ...changed('seeds', seedsText(a), seedsText(b), { affects: 'figures' }),
    ...changedModules(a, b).flatMap(({ file, before, after }) =>
      changed(`words ${file}`, before.slice(0, 12), after.slice(0, 12)),
    ),
  ];
  return changes.length === 0 ? [] : [entryOf('graph', 'changed', { name: b.name }, { changes })];
}

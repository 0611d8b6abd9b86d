/** Entries that a loop or a template makes are changed together by a change of its text, which is told once. */
import type { Document, NetworkEntry } from '../dsl/index.js';
import type { SourceRange } from '../diagnostics/index.js';
import type { Change, EntryDiff } from './diff-types.js';

/** The entries, those with the same changes from the same text in the first of them. */
export function joinedAlike(entries: readonly EntryDiff[], document: Document | undefined): EntryDiff[] {
  if (!document) return [...entries];
  const texts = textsOf(document);
  const first = new Map<string, EntryDiff>();
  const joined: EntryDiff[] = [];
  for (const entry of entries) {
    const keys = keysOf(entry, texts.get(`${entry.section}/${entry.name}`) ?? []);
    const known = keys.map((key) => first.get(key)).find((one) => one !== undefined);
    if (known) {
      (known.alike ??= []).push(entry.name);
      known.changes = commonChanges(known, entry);
      continue;
    }
    const own = { ...entry };
    joined.push(own);
    for (const key of keys) first.set(key, own);
  }
  return joined;
}

/** What entries that are told together have in common: a text that they are made of, and their changes. */
function keysOf(entry: EntryDiff, texts: readonly string[]): string[] {
  const { section, kind, name, was, proposal, changes } = entry;
  if (kind !== 'changed' || was !== null || proposal !== null || changes.length === 0) return [];
  const causes = changes.filter((change) => change.kind !== 'effect');
  const told = (causes.length > 0 ? causes : changes).map((change) => identityOf(change, name));
  return texts.map((text) => JSON.stringify([section, text, told]));
}

/** What a change says, without the namespace of the entry and without where in it, which may be several times. */
function identityOf({ kind, what, before, after }: Change, entry: string): string {
  const namespace = entry.slice(0, entry.lastIndexOf('.') + 1);
  const own = (text: string | null): string | null =>
    text === null || namespace === '' ? text : text.replaceAll(namespace, '');
  return JSON.stringify([kind, what, own(before), own(after)]);
}

/** The changes of the first that the second has as well: sizes may differ that follow from the same change. */
function commonChanges(one: EntryDiff, other: EntryDiff): Change[] {
  const others = new Map(other.changes.map((change) => [identityOf(change, other.name), change]));
  return one.changes.flatMap((change) => {
    const same = others.get(identityOf(change, one.name));
    if (!same) return [];
    return [same.note === change.note ? change : { ...change, note: null }];
  });
}

/** The texts that stand for several entries, by the section and name of each entry: of loops, and of templates. */
function textsOf(document: Document): Map<string, string[]> {
  const place = ({ file, start }: SourceRange): string => `${file}:${start}`;
  const found = new Map<string, string[]>();
  const sections = {
    networks: document.networks,
    models: document.models,
    data: document.data,
    plan: document.plan,
    evaluate: document.evaluate,
  } as const;
  for (const [section, entries] of Object.entries(sections)) {
    const named = entries as readonly Pick<NetworkEntry, 'name'>[];
    const count = new Map<string, number>();
    for (const { name } of named) count.set(place(name.range), (count.get(place(name.range)) ?? 0) + 1);
    for (const entry of named) {
      const at = place(entry.name.range);
      const loops = count.get(at)! > 1 ? [at] : [];
      found.set(`${section}/${entry.name.value}`, [...loops, ...templatesIn(entry)]);
    }
  }
  return found;
}

/** The templates whose texts are in an entry. */
function templatesIn(entry: object): Set<string> {
  const found = new Set<string>();
  const waiting: object[] = [entry];
  const seen = new Set<object>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const [key, value] of Object.entries(next) as [string, unknown][]) {
      if (typeof value !== 'object' || value === null) continue;
      if (key !== 'use' || !('template' in value)) waiting.push(value);
      else found.add(`template ${String(value.template)}`);
    }
  }
  return found;
}

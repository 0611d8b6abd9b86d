/** Words of graphs' own in two programs: one that has changed is still the same word, as a layer with another argument is. */
import type { Program } from '../../compiler/index.js';
import { wordModule, wordName } from '../../vocabulary/index.js';

/** A module that both programs have, under one path, with other texts. */
export interface ChangedModule {
  file: string;
  before: string;
  after: string;
}

export const changedModules = (a: Program, b: Program): ChangedModule[] =>
  (b.words ?? []).flatMap(({ file, hash }) => {
    const before = a.words?.find((one) => samePath(one.file, file));
    return before && before.hash !== hash ? [{ file, before: before.hash, after: hash }] : [];
  });

/** At a revision, paths have its name before them. */
const samePath = (a: string, b: string): boolean => withoutRevision(a) === withoutRevision(b);
const withoutRevision = (file: string): string => file.replace(/^[^:<>]{2,}:/, '').replace(/^\.\//, '');

/** Ids of the words of a program, by kind and name. */
function idsOf({ words = [] }: Program): Map<string, string> {
  const found = new Map<string, string>();
  for (const { hash } of words) {
    const module = wordModule(hash);
    if (module?.state !== 'loaded') continue;
    for (const [kind, all] of Object.entries(module.words) as [
      string,
      ReadonlyMap<string, { origin?: { id: string } }>,
    ][])
      for (const [name, { origin }] of all) found.set(`${kind} ${name}`, origin!.id);
  }
  return found;
}

/** B with A's ids for words that both have. */
export function alignWords(a: Program, b: Program): Program {
  const before = idsOf(a);
  const others = new Map<string, string>();
  for (const [word, id] of idsOf(b)) {
    const own = before.get(word);
    if (own !== undefined && own !== id && wordName(own) === wordName(id)) others.set(id, own);
  }
  return others.size === 0 ? b : (withTexts(b, others) as Program);
}

function withTexts(value: unknown, others: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return others.get(value) ?? value;
  if (Array.isArray(value)) return value.map((one) => withTexts(one, others));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withTexts(one, others)]));
}

import { valueAtKey, type WordsOfFile, type YamlTree } from '../../dsl/index.js';
import { layers, optimizers, sources, type TSchema } from '../../vocabulary/index.js';
import { describeWord, type JsonSchema } from '../schema/index.js';
import { textOf } from '../symbols/index.js';
import type { Candidate } from './candidate.js';

/** Words of the graph's own, wherever lagraph's of the same kind may be written, in the same way. */
export function ownWordCandidates(found: readonly Candidate[], own: WordsOfFile): Candidate[] {
  const kinds = [
    [own.layers, layers],
    [own.optimizers, optimizers],
    [own.sources, sources],
  ] as const;
  return kinds.flatMap(([words, all]) => {
    const like = found.filter(({ name }) => all.has(name));
    // One alone may be an argument that has the name of a word.
    if (like.length < 2) return [];
    const isKey = like[0]!.insert !== undefined;
    return [...words.values()].map((word): Candidate => ({
      name: word.name,
      kind: like[0]!.kind,
      ...(isKey ? { insert: `${word.name}: ` } : {}),
      detail: word.origin!.file,
      documentation: describeWord(word),
    }));
  });
}

/** Schemas of the arguments of an own word that may be written at a key: within it, or beside a source. */
export function ownArgumentSchemas(
  path: readonly (string | number)[],
  beside: YamlTree | undefined,
  own: WordsOfFile,
): JsonSchema[] {
  const within = String(path.at(-2));
  const source = path[0] === 'data' && path.length === 3 ? textOf(valueAtKey(beside, 'source')) : undefined;
  const word =
    own.layers.get(within) ??
    own.optimizers.get(within) ??
    (source === undefined ? undefined : own.sources.get(source));
  return word ? [word.args as TSchema as JsonSchema] : [];
}

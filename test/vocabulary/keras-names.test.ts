/** Whoever writes a name of Keras 3 gets the word, is told which word it is, or how the same is said. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { namesForSynonym } from '../../src/diagnostics/synonyms.js';
import { activationNames } from '../../src/vocabulary/activations.js';
import * as vocabulary from '../../src/vocabulary/index.js';
import type { ForeignKind } from '../../src/vocabulary/index.js';

const keras = JSON.parse(
  readFileSync(new URL('../keras/vocabulary.expected.json', import.meta.url), 'utf8'),
) as Record<string, string[]> & { arguments: Record<string, Record<string, string[]>> };

const ours: Record<string, { names: Iterable<string>; kind?: ForeignKind }> = {
  activations: { names: activationNames, kind: 'activation' },
  layers: { names: vocabulary.layers.keys(), kind: 'layer' },
  initializers: { names: vocabulary.initializers.keys(), kind: 'initializer' },
  regularizers: { names: vocabulary.regularizers.keys() },
  constraints: { names: vocabulary.constraints.keys() },
  losses: { names: vocabulary.functions.keys(), kind: 'function' },
  metrics: { names: vocabulary.functions.keys(), kind: 'function' },
  optimizers: { names: vocabulary.optimizers.keys(), kind: 'optimizer' },
};

/** Without case and underlines. */
const plain = (name: string) => name.replaceAll('_', '').toLowerCase();

describe('names of Keras 3', () => {
  it.each(Object.keys(ours))('among its %s are words, or are answered', (list) => {
    const { names, kind } = ours[list]!;
    const words = [...names];
    const unknown = keras[list]!.filter((name) => {
      if (words.some((word) => plain(word) === plain(name))) return false;
      if (kind && vocabulary.foreignWordHelp(kind, name) !== undefined) return false;
      return !namesForSynonym(plain(name)).some((other) => words.includes(other));
    });
    expect(unknown).toEqual([]);
  });

  it('of arguments of words are arguments, or are answered', () => {
    const lists = ['layers', 'regularizers', 'constraints', 'optimizers'] as const;
    const lacking = lists.flatMap((list) =>
      Object.entries(keras.arguments[list]!).flatMap(([name, given]) => {
        const word = vocabulary[list].get(name);
        if (!word) return [];
        const missing = given.filter(
          (argument) =>
            !Object.hasOwn(word.args.properties, argument) &&
            vocabulary.foreignWordHelp('argument', argument) === undefined,
        );
        return missing.map((argument) => `${name}: ${argument}`);
      }),
    );
    expect(lacking).toEqual([]);
  });

  it('that are said otherwise are no words', () => {
    const lists = Object.values(ours).flatMap(({ names, kind }) =>
      kind ? [{ kind, names: [...names] }] : [],
    );
    const both = vocabulary.foreignWords.flatMap(({ kind, words }) =>
      words
        .split(' ')
        .filter((word) => lists.some((list) => list.kind === kind && list.names.includes(word))),
    );
    expect(both).toEqual([]);
  });
});

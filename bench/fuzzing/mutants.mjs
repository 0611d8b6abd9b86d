/** Mutated graphs, reproducible from a seed and a number. */
import { chanceOf } from './seeded-random.mjs';
import { graphs, pieces } from './corpus.mjs';
import { mutateTree } from './mutate-tree.mjs';
import { mutateText } from './mutate-text.mjs';
import { NAMES, VALUES } from './replacement-values.mjs';

/** Overrides of the command line: a path that occurs in the text, set to any value. */
function overridesOf(text, c) {
  const words = [...text.matchAll(/^ *([A-Za-z_]\w*):/gm)].map(([, word]) => word);
  const steps = Array.from({ length: 1 + c.whole(4) }, () =>
    c.of(c.happens(0.8) && words.length > 0 ? words : NAMES),
  );
  return [`${steps.join('.')}=${c.of(VALUES)}`];
}

/**
 * `{number, from, done, text, overrides}` by number. Deterministic: the same seed, number and corpus make the same
 * mutant.
 *
 * @param catalog the diagnostics' catalog, whose examples are inserted into graphs
 * @param folders where the graphs are; by default all graphs of the repository
 */
export function mutants(seed, catalog, folders) {
  const corpus = graphs(folders);
  const examples = pieces(catalog);
  return (number) => {
    const c = chanceOf(seed, number);
    for (;;) {
      const { file, text } = c.of(corpus);
      const made = c.happens(0.5) ? mutateText(text, c) : mutateTree(text, c, c.of(corpus).text, examples);
      if (made) return { number, from: file, ...made, overrides: c.happens(0.1) ? overridesOf(text, c) : [] };
    }
  };
}

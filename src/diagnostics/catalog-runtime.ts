import type { CatalogEntry } from './catalog-entry.js';

/** Codes of src/runtime: what goes wrong with a good graph while it trains. */
export const runtimeCatalog = {
  'out-of-memory': {
    title: 'a step that found no memory',
    explanation: `What a layer makes of a whole batch must fit in memory, together with what its gradient needs, and
phases that train side by side share it. \`lagraph plan graph.yaml --explain-engine\` shows the bytes of each layer.

bad:   on: {data: photos, epochs: 10, batch_size: 4096}
good:  on: {data: photos, epochs: 10, batch_size: 32}

\`--jobs 1\` trains one phase at a time. What is trained is kept: the same command goes on.`,
  },
} satisfies Record<string, CatalogEntry>;

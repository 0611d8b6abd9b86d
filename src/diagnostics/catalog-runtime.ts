import type { CatalogEntry } from './catalog-entry.js';

/** Codes of src/runtime: failures of a valid graph on this machine or during training. */
export const runtimeCatalog = {
  'missing-data': {
    title: 'files of a data set that are not there, or are not what the graph takes them for',
    explanation: `A path in a graph is looked for in the data directory (\`--data DIR\`, or LAGRAPH_DATA) first, and then where
the graph lies. \`lagraph check\` looks whether files and folders are there; what is in them is seen when a run reads
them.

bad:   photos: {source: image_folder, path: photoes}
good:  photos: {source: image_folder, path: photos}

\`lagraph check --no-files\` is for machines that have no data.`,
  },
  'out-of-memory': {
    title: 'a step that found no memory',
    explanation: `What a layer makes of a whole batch must fit in memory, together with what its gradient needs, and
phases that train side by side share it. \`lagraph plan graph.yaml --explain-engine\` shows the bytes of each layer.

bad:   on: {data: photos, epochs: 10, batch_size: 4096}
good:  on: {data: photos, epochs: 10, batch_size: 32}

\`--jobs 1\` trains one phase at a time. What is trained is kept: the same command goes on.`,
  },
} satisfies Record<string, CatalogEntry>;

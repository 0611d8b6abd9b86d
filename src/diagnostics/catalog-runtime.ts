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
  'data-differ': {
    title: 'data that are not those of the lock',
    explanation: `\`lagraph lock graph.yaml\` writes beside the graph what its data were: sources, examples, hashes of what was
read. \`lagraph check\` compares what the graph and the lock say; \`plan\` and \`run\` read the data and compare their
hashes as well, and \`lagraph run --locked\` trains on no other data.

If the data were meant to change, \`lagraph lock graph.yaml\` writes what is there now, and the review shows it.`,
  },
  'bad-lock': {
    title: 'a lock that can not be read',
    explanation: `The file beside a graph that ends with .lock.yaml is written by \`lagraph lock graph.yaml\`. After a merge with
conflicts, or a change by hand, it may not be what that writes; the same command writes it anew.`,
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

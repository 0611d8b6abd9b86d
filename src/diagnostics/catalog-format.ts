import type { CatalogEntry } from './catalog-entry.js';

/** Codes of src/format. */
export const formatCatalog = {
  'not-formatted': {
    title: 'a graph that lagraph fmt leaves as it is',
    explanation: `\`lagraph fmt\` compares a graph with its form before it writes it: values, comments, and what is compiled from
them. Where they are not the same, or prettier can't read what YAML allows, the file stays as it is.

Unusual YAML is the reason in most cases: keys with a question mark, comments in the middle of a value. Written
plainer, the graph can be formatted.`,
  },
} satisfies Record<string, CatalogEntry>;

import type { PartEntry } from '../document.js';
import type { ImportEntry } from './read-imports.js';

/** The parts that a graph imports, each with the parts that it has itself. */
export const partEntries = (
  imported: readonly { entry: ImportEntry; file: string; inner: { parts: readonly PartEntry[] } }[],
): PartEntry[] =>
  imported.flatMap(({ entry: { namespace, from }, file, inner }) => [
    { namespace, file, range: from.range },
    ...inner.parts.map((one) => ({ ...one, namespace: `${namespace}.${one.namespace}` })),
  ]);

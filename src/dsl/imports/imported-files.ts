import { readGraphTree } from '../read-graph-tree.js';
import { normalPath, partPath, type ReadPart } from './part-files.js';
import { readImports } from './read-imports.js';
import { valueAtKey } from '../text/index.js';

/** Without this key no graph has parts: most texts need not be parsed. */
const MAY_IMPORT = /["']?imports?["']?\s*:/i;

/**
 * Files of the parts of a graph, and of their parts, as far as they can be read. What the graph says of parameters and
 * profiles plays no part.
 */
export function importedFiles(text: string, file: string, readPart: ReadPart): string[] {
  const found = new Set<string>();
  const waiting = [{ text, file }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (!MAY_IMPORT.test(next.text)) continue;
    const tree = readGraphTree(next.text, next.file, () => undefined);
    for (const { from, use } of readImports(valueAtKey(tree, 'imports'), () => undefined)) {
      if (use) continue;
      const part = partPath(next.file, from.value);
      if (found.has(part) || part === normalPath(file)) continue;
      found.add(part);
      const source = readPart(part);
      if ('text' in source) waiting.push({ text: source.text, file: part });
    }
  }
  return [...found];
}

import { readOwnWords } from './own-words/index.js';
import type { ReadPart } from './imports/index.js';
import { readSyntaxTree } from './syntax-tree.js';

/** The published schema with the words of a graph's own, which have been loaded, and their arguments. */
export async function schemaWithWords(text: string, file: string, readPart: ReadPart): Promise<unknown> {
  const { publishedSchema } = await import('./generate/index.js');
  return publishedSchema(readOwnWords(readSyntaxTree(text, file), file, readPart));
}

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FileSearchPaths } from './file-request.js';

/** A folder named by a graph: in the data directory, or relative to the graph. */
export async function findDirectory(
  name: string,
  { directory, base }: FileSearchPaths,
): Promise<string | null> {
  for (const folder of [...(directory === undefined ? [] : [directory]), base]) {
    const path = resolve(folder, name);
    const there = await stat(path).catch(() => null);
    if (there?.isDirectory()) return path;
  }
  return null;
}

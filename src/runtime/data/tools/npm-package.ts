import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** Where an installed npm package lies: beside lagraph, or where the graph is. */
export function npmPackageDirectory(name: string, base: string): string | null {
  for (const from of [import.meta.url, join(resolve(base), 'graph.js')]) {
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`));
    } catch {
      // Not there: the next place.
    }
  }
  return null;
}

import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** Directory of an installed npm package: resolved from lagraph, or from the graph. */
export function npmPackageDirectory(name: string, base: string): string | null {
  for (const from of [import.meta.url, join(resolve(base), 'graph.js')]) {
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`));
    } catch {
      // Not installed there.
    }
  }
  return null;
}

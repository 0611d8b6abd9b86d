/** Where the package lies: its files are found from the sources, from dist/ and from the bundles alike. */
import { existsSync, readFileSync } from 'node:fs';

function find(): URL {
  for (let at = new URL('.', import.meta.url); ;) {
    if (existsSync(new URL('package.json', at))) return at;
    const above = new URL('..', at);
    if (above.href === at.href) throw new Error(`no package.json above ${import.meta.url}`);
    at = above;
  }
}

/** A file of the package, by its path from the package's root. */
export const packageFile = (path: string): URL => new URL(path, find());

/** lagraph's own version, as its package says. */
export const VERSION = (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string })
  .version;

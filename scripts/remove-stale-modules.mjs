/** Removes from dist/ the modules of sources that are gone, which would otherwise be packed and could be imported. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What lies at the top of dist/ that is no module: bundles and libraries. */
const OTHERS = new Set(['bin', 'onnxruntime-node']);

/**
 * @param sources folder of the sources (src/)
 * @param built folder of the modules that were compiled from them (dist/)
 */
export function removeStaleModules(sources, built) {
  if (!existsSync(built)) return;
  for (const entry of readdirSync(built, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || OTHERS.has(entry.name)) continue;
    const path = join(built, entry.name);
    if (entry.isDirectory()) {
      removeStaleModules(join(sources, entry.name), path);
      if (readdirSync(path).length === 0) rmdirSync(path);
      continue;
    }
    const module = /^(.+)\.js(?:\.map)?$/.exec(entry.name)?.[1];
    const isStale =
      module !== undefined &&
      !['.ts', '.js'].some((extension) => existsSync(join(sources, `${module}${extension}`)));
    // Types are rolled up into one file after this; modules have none of their own.
    if (isStale || /\.d\.ts(?:\.map)?$/.test(entry.name)) rmSync(path);
  }
}

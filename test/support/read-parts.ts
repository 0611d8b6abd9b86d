import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PartSource, ReadPart } from '../../src/index.js';
import { root } from './build-dist.js';

/** Parts of the repository, by their paths from its root. */
export const readPart: ReadPart = (file): PartSource => {
  try {
    return { text: readFileSync(join(root, file), 'utf8') };
  } catch {
    return { problem: 'no such file' };
  }
};

/** Parts whose texts a test gives, by file. */
export const partsOf =
  (texts: Readonly<Record<string, string>>): ReadPart =>
  (file): PartSource =>
    Object.hasOwn(texts, file)
      ? { text: texts[file]! }
      : { problem: 'no such file', nearby: Object.keys(texts).map((name) => name.replace(/^.*\//, '')) };

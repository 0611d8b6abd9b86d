import { join, posix } from 'node:path';
import { readRegularFile } from '../../../regular-file.js';
import { isGraphText } from '../../find-graph-files.js';
import { gitOutput } from '../../git/index.js';
import { attributePattern } from './attribute-lines.js';

/** Where graphs are kept if there is none yet. */
const DEFAULT_PATTERN = 'graphs/*.yaml';

/**
 * Patterns for the graphs of a working tree: a folder's YAML files if all of them are graphs, otherwise each by itself.
 *
 * @param root of the working tree
 */
export async function graphPatterns(root: string): Promise<string[]> {
  const listed = await gitOutput(
    root,
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '*.yaml', '*.yml'],
    "the repository's files can't be listed",
  );
  const files = [...new Set(listed.split('\0').filter((path) => path !== ''))].sort();
  const isGraph = new Map<string, boolean>();
  for (const file of files) {
    // A lock lies among graphs and is none; git merges it by lines, whatever its attributes say.
    if (file.endsWith('.lock.yaml')) continue;
    const text = await readRegularFile(join(root, file)).catch(() => null);
    if (text) isGraph.set(file, isGraphText(text.toString('utf8')));
  }
  const groups = new Map<string, string[]>();
  for (const file of isGraph.keys()) {
    const group = posix.join(posix.dirname(file), `*${posix.extname(file)}`);
    groups.set(group, [...(groups.get(group) ?? []), file]);
  }
  const patterns = [...groups].flatMap(([group, members]) => {
    const graphs = members.filter((file) => isGraph.get(file));
    if (graphs.length === 0) return [];
    return graphs.length === members.length && group.includes('/') ? [group] : graphs;
  });
  // A pattern without a slash would mean files of that name in all folders.
  const anchored = patterns.map((pattern) => (pattern.includes('/') ? pattern : `/${pattern}`));
  return anchored.length === 0 ? [DEFAULT_PATTERN] : anchored.map(attributePattern);
}

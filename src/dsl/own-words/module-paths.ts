/** The modules of words that a graph names. */
import { readGraphTree } from '../read-graph-tree.js';
import { importedFiles, partPath, partPathProblem, type ReadPart } from '../imports/index.js';
import { valueAtKey, type ScalarTree, type YamlTree } from '../text/index.js';

/** A path as it is written, and the file that it leads to. */
export interface WrittenModule {
  tree: ScalarTree;
  written: string;
  file: string;
}

/** The entries of `words` that can be followed; others are left to the structure check. */
export function writtenModules(graph: YamlTree | undefined, file: string): WrittenModule[] {
  const section = valueAtKey(graph, 'words');
  const items = section?.kind === 'list' ? section.value : section ? [section] : [];
  return items.flatMap((tree) =>
    tree.kind === 'scalar' && typeof tree.value === 'string'
      ? [{ tree, written: tree.value, file: partPath(file, tree.value) }]
      : [],
  );
}

/** What is wrong with a path as it is written; undefined if nothing is. */
export function modulePathProblem(written: string): string | undefined {
  if (written.includes('${'))
    return 'the path of a module of words is written as it is: no parameter may stand in it';
  const problem = partPathProblem(written)?.replaceAll('a part', 'a module of words');
  if (problem !== undefined) return problem;
  if (/\.[mc]?tsx?$/i.test(written)) return 'a module of words is JavaScript: compile TypeScript first';
  return /\.m?js$/i.test(written) ? undefined : 'a module of words is a file .mjs or .js';
}

/** Without this key no graph has words of its own: most texts need not be parsed. */
const MAY_HAVE_WORDS = /["']?words["']?\s*:/i;

/** A module's file and text. */
export interface ModuleText {
  file: string;
  text: string;
}

/** Files without which a graph does not mean what it does: its parts, and theirs, and their modules of words. */
export const filesOfGraph = (text: string, file: string, readPart: ReadPart): string[] => [
  ...importedFiles(text, file, readPart),
  ...wordModulesOf(text, file, readPart).map((module) => module.file),
];

/** The modules that a graph and its parts name, as far as they can be read. */
export function wordModulesOf(text: string, file: string, readPart: ReadPart): ModuleText[] {
  const graphs = [{ text, file }];
  for (const part of importedFiles(text, file, readPart)) {
    const source = readPart(part);
    if ('text' in source) graphs.push({ text: source.text, file: part });
  }
  const found = new Map<string, ModuleText>();
  for (const graph of graphs) {
    if (!MAY_HAVE_WORDS.test(graph.text)) continue;
    const tree = readGraphTree(graph.text, graph.file, () => undefined);
    for (const { written, file: module } of writtenModules(tree, graph.file)) {
      if (modulePathProblem(written) !== undefined || found.has(module)) continue;
      const source = readPart(module);
      if ('text' in source) found.set(module, { file: module, text: source.text });
    }
  }
  return [...found.values()];
}

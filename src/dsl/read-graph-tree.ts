import type { DiagnosticReporter } from '../diagnostics/index.js';
import { removeMisplacedLoops, repairKeyTypos } from './passes/index.js';
import { describeValue, parseYaml, type MapTree } from './text/index.js';

/** Text -> the graph as it is written, with misspelt keys corrected; undefined after an error that hides all else. */
export function readGraphTree(text: string, file: string, report: DiagnosticReporter): MapTree | undefined {
  let failed = false;
  const tree = parseYaml(text, file, (finding) => {
    failed = true;
    report(finding);
  });
  if (tree?.kind === 'map') return removeMisplacedLoops(repairKeyTypos(tree, report), report);
  if (failed) return undefined;
  const empty = !tree || (tree.kind === 'scalar' && tree.value === null);
  report({
    code: empty ? 'empty-graph' : 'wrong-type',
    message: empty ? 'there is nothing in this file' : `a graph is a map, not ${describeValue(tree)}`,
    range: empty ? { file, start: 0, end: Math.min(1, text.length) } : tree.range,
    help: 'begin with `lagraph: 1`',
  });
  return undefined;
}

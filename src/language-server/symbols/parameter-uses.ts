import { findEntry, type ScalarTree, type YamlTree } from '../../dsl/index.js';
import { symbolOf } from './resolve-names.js';
import type { GraphSymbol } from './graph-symbol.js';
import type { Recorder } from './recorder.js';

const REFERENCE = /\$\{([^}]*)\}?/g;
const NAME = /[A-Za-z_]\w*(?!\w)(?!\s*\()/g;

/** References to parameters and to the variables of loops, `${width}` and `${2 * width}`, everywhere in the tree. */
export function collectParameterUses(root: YamlTree | undefined, recorder: Recorder): void {
  const visit = (tree: YamlTree, variables: ReadonlyMap<string, GraphSymbol>): void => {
    if (tree.kind === 'scalar') collectInScalar(tree, variables, recorder);
    else if (tree.kind === 'list') for (const item of tree.value) visit(item, variables);
    else if (tree.kind === 'map') {
      const loop = findEntry(tree, 'for')?.value;
      const inner = new Map(variables);
      if (loop?.kind === 'map' && findEntry(tree, 'layers')) {
        for (const { key, keyRange } of loop.value) {
          const symbol = symbolOf('loop variable', key, String(keyRange.start));
          recorder.define(symbol, keyRange);
          inner.set(key, symbol);
        }
      }
      for (const { key, value } of tree.value) visit(value, key === 'layers' ? inner : variables);
    }
  };
  if (root) visit(root, new Map());
}

function collectInScalar(
  scalar: ScalarTree,
  variables: ReadonlyMap<string, GraphSymbol>,
  recorder: Recorder,
): void {
  if (typeof scalar.value !== 'string' || !scalar.value.includes('${')) return;
  for (const reference of scalar.value.matchAll(REFERENCE)) {
    for (const name of reference[1]!.matchAll(NAME)) {
      const start = reference.index + 2 + name.index;
      const symbol = variables.get(name[0]) ?? symbolOf('parameter', name[0]);
      recorder.usePart(symbol, scalar, start, start + name[0].length);
    }
  }
}

import { entriesOfMap, findEntry, type ScalarTree, type YamlTree } from '../../dsl/index.js';
import { templateOwner } from './collect-templates.js';
import { symbolOf } from './resolve-names.js';
import type { GraphSymbol } from './graph-symbol.js';
import type { Recorder } from './recorder.js';

const REFERENCE = /\$\{([^}]*)\}?/g;
const NAME = /[A-Za-z_]\w*(?!\w)(?!\s*\()/g;

type Variables = ReadonlyMap<string, GraphSymbol>;

/** References to parameters and to the variables of loops, `${width}` and `${2 * width}`, everywhere in the tree. */
export function collectParameterUses(root: YamlTree | undefined, recorder: Recorder): void {
  const visit = (tree: YamlTree, variables: Variables): void => {
    if (tree.kind === 'scalar') collectInScalar(tree, variables, recorder);
    else if (tree.kind === 'list') for (const item of tree.value) visit(item, loopVariables(item, variables));
    else if (tree.kind === 'map') {
      for (const entry of tree.value) {
        if (entry.key === 'for') continue;
        if (tree === root && entry.key === 'templates') {
          visitTemplates(entry.value);
          continue;
        }
        const inner = loopVariables(entry.value, variables);
        // The name holds variables of what it names.
        for (const { symbol, start, end } of referencesIn(entry.key, inner))
          recorder.usePartOfKey(symbol, entry.keyRange, start, end);
        visit(entry.value, inner);
      }
    }
  };
  /** The parameters of a template hide those of the graph in its text. */
  function visitTemplates(templates: YamlTree): void {
    for (const { key, value } of entriesOfMap(templates)) {
      const params = entriesOfMap(findEntry(value, 'params')?.value).map(
        (param) => [param.key, symbolOf('parameter', param.key, templateOwner(key))] as const,
      );
      visit(value, new Map(params));
    }
  }
  /** The variables inside of a value, which has those of its own loop beside those around it. */
  function loopVariables(tree: YamlTree, outer: Variables): Variables {
    const loop = findEntry(tree, 'for')?.value;
    if (!loop) return outer;
    const inner = new Map(outer);
    for (const each of loop.kind === 'list' ? loop.value : [loop]) {
      if (each.kind !== 'map') continue;
      // Values follow the variables of the maps before.
      const before = new Map(inner);
      for (const { key, keyRange, value } of each.value) {
        visit(value, before);
        const symbol = symbolOf('loop variable', key, String(keyRange.start));
        recorder.define(symbol, keyRange);
        inner.set(key, symbol);
      }
    }
    return inner;
  }
  if (root) visit(root, new Map());
}

function collectInScalar(scalar: ScalarTree, variables: Variables, recorder: Recorder): void {
  if (typeof scalar.value !== 'string') return;
  for (const { symbol, start, end } of referencesIn(scalar.value, variables))
    recorder.usePart(symbol, scalar, start, end);
}

function* referencesIn(
  text: string,
  variables: Variables,
): Generator<{ symbol: GraphSymbol; start: number; end: number }> {
  if (!text.includes('${')) return;
  for (const reference of text.matchAll(REFERENCE)) {
    for (const name of reference[1]!.matchAll(NAME)) {
      const start = reference.index + 2 + name.index;
      const symbol = variables.get(name[0]) ?? symbolOf('parameter', name[0]);
      yield { symbol, start, end: start + name[0].length };
    }
  }
}

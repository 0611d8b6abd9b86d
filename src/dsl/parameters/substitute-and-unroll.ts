import { didYouMean, nearestName, type DiagnosticReporter } from '../../diagnostics/index.js';
import {
  valueAtKey,
  brokenTree,
  MAX_TREE_DEPTH,
  describeValue,
  findEntry,
  entryRange,
  treeExtent,
  verbatimSourceMap,
  type MapTree,
  type ScalarTree,
  type YamlTree,
  type TreeEntry,
} from '../text/index.js';
import { holds } from './loop-condition.js';
import { roundsOfFor, roundsOfRepeat, type LoopContext } from './loop-rounds.js';
import { withoutRepeatedKeys } from './repeated-keys.js';
import { substituteReferences } from './substitute-references.js';
import { scopeWithVariables, type ParameterScope } from './parameter-scope.js';

/** Maximum number of values after substitution and unrolling. */
const MAX_VALUES = 200_000;

/** Keys whose lists may contain loops. */
const LOOP_LIST_KEYS: ReadonlySet<string> = new Set(['layers', 'residual']);

/** A value as it is written, and the names that its references mean. */
interface Unrolled {
  value: YamlTree;
  scope: ParameterScope;
}

/** A name as a value, each character at its place unless it is quoted. */
function keyAsValue({ key, keyRange: range }: TreeEntry): ScalarTree {
  const isPlain = range.end - range.start === key.length;
  const text = isPlain ? { text: verbatimSourceMap(range.file, range.start) } : {};
  return { kind: 'scalar', value: key, range, origin: 'written', ...text };
}

/**
 * Substitutes references and unrolls loops. A value with an error becomes a broken tree; everything around it is
 * kept.
 */
export function substituteAndUnroll(
  tree: YamlTree,
  scope: ParameterScope,
  report: DiagnosticReporter,
): YamlTree {
  let size = 0;
  let tooLarge = false;
  const loopContext: LoopContext = {
    report,
    most: MAX_VALUES,
    substituted: (each, names) => walk(each, names, false),
    uncounted(each, names) {
      const before = size;
      const value = walk(each, names, false);
      size = before;
      return value;
    },
  };

  function walk(each: YamlTree, names: ParameterScope, loops: boolean, depth = 0): YamlTree {
    size += 1;
    switch (each.kind) {
      case 'broken':
        return each;
      case 'scalar':
        return withReferences(each, names, depth);
      case 'list': {
        const value = each.value.flatMap((item) =>
          loops ? items(item, names, depth + 1) : listItems(item, names, depth + 1),
        );
        return { ...each, value };
      }
      case 'map': {
        const value = each.value.flatMap((entry) => entries(entry, names, depth + 1));
        return { ...each, value: withoutRepeatedKeys(value, each.value, report) };
      }
    }
  }

  /** An entry, or those that it stands for: one whose name holds a variable, and whose value says of what. */
  function entries(entry: TreeEntry, names: ParameterScope, depth: number): TreeEntry[] {
    if (!entry.key.includes('${')) {
      return [{ ...entry, value: walk(entry.value, names, LOOP_LIST_KEYS.has(entry.key), depth) }];
    }
    return unrolled(entry.value, names).flatMap(({ value, scope: inner }) => {
      size += 1;
      const key = substituteReferences(keyAsValue(entry), inner, report);
      if (key.kind !== 'scalar') return [];
      const made = walk(value, inner, false, depth);
      return tooLarge ? [] : [{ ...entry, key: String(key.value), value: made }];
    });
  }

  /** An item of a list, or those that it stands for. */
  function listItems(item: YamlTree, names: ParameterScope, depth: number): YamlTree[] {
    if (!findEntry(item, 'for')) return [walk(item, names, false, depth)];
    return unrolled(item, names, 'each').map(({ value, scope: inner }) => walk(value, inner, false, depth));
  }

  /**
   * What stands beside `for` and `where`, once for each round, and the names of the round. What is no map stands under
   * `value`, or under another key.
   */
  function unrolled(tree: YamlTree, names: ParameterScope, bareKey = 'value'): Unrolled[] {
    const loop = findEntry(tree, 'for');
    if (!loop || tree.kind !== 'map') return [{ value: tree, scope: names }];
    const rounds = roundsOfFor(loop, names, loopContext);
    if (!rounds) return [];
    const condition = findEntry(tree, 'where');
    const rest = tree.value.filter((entry) => entry !== loop && entry !== condition);
    const [only] = rest;
    const value = rest.length === 1 && only!.key === bareKey ? only!.value : { ...tree, value: rest };
    const made: Unrolled[] = [];
    for (const round of rounds) {
      const scope = scopeWithVariables(names, round);
      if (!condition || holds(condition.value, scope, loopContext)) made.push({ value, scope });
    }
    return made;
  }

  /** A parameter's value may be a list or map of any size and be substituted in many places. */
  function withReferences(scalar: ScalarTree, names: ParameterScope, depth: number): YamlTree {
    const value = substituteReferences(scalar, names, report);
    const extent = treeExtent(value);
    size += extent.size - 1;
    const tooDeep = depth + extent.depth > MAX_TREE_DEPTH;
    if (size <= MAX_VALUES && !tooDeep) return value;
    if (!tooLarge) {
      report({
        code: 'out-of-range',
        message: tooDeep
          ? `with this parameter put in, values stand in each other more than ${MAX_TREE_DEPTH} deep`
          : `with this parameter put in, there are more than ${MAX_VALUES.toLocaleString('en')} values`,
        range: scalar.range,
      });
    }
    tooLarge = true;
    return brokenTree(scalar.range);
  }

  /** One item of a list of layers, or the items that its loop unrolls to. */
  function items(item: YamlTree, names: ParameterScope, depth: number): YamlTree[] {
    const forEntry = findEntry(item, 'for');
    const repeatEntry = findEntry(item, 'repeat');
    const loop = forEntry ?? repeatEntry;
    if (!loop || item.kind !== 'map') return [walk(item, names, false, depth)];
    const rounds = roundsOf(item, forEntry, repeatEntry, names);
    const body = valueAtKey(item, 'layers');
    if (!body || body.kind !== 'list' || !rounds) {
      if (!body) {
        report({
          code: 'missing-key',
          message: `a loop needs \`layers\`, the layers that it repeats`,
          range: entryRange(loop),
        });
      } else if (body.kind !== 'list' && body.kind !== 'broken') {
        report({
          code: 'wrong-type',
          message: `\`layers\` of a loop is a list of layers, not ${describeValue(body)}`,
          range: body.range,
        });
      }
      return [brokenTree(item.range)];
    }
    const result: YamlTree[] = [];
    if (body.value.length === 0) return result;
    for (const round of rounds) {
      // An iteration counts towards the limit even if it produces nothing.
      size += 1;
      if (size > MAX_VALUES) {
        if (!tooLarge) {
          tooLarge = true;
          report({
            code: 'out-of-range',
            message: `this loop makes more than ${MAX_VALUES.toLocaleString('en')} values of the graph`,
            range: loop.keyRange,
          });
        }
        return [brokenTree(item.range)];
      }
      for (const part of body.value)
        for (const made of items(part, scopeWithVariables(names, round), depth)) result.push(made);
    }
    return result;
  }

  /** The variables of each iteration; undefined after an error. */
  function roundsOf(
    item: MapTree,
    forEntry: TreeEntry | undefined,
    repeatEntry: TreeEntry | undefined,
    names: ParameterScope,
  ): Iterable<ReadonlyMap<string, YamlTree>> | undefined {
    let good = true;
    for (const { key, keyRange } of item.value) {
      if (key === 'layers' || key === 'for' || key === 'repeat') continue;
      good = false;
      report({
        code: 'unknown-key',
        message: `a loop has no key \`${key}\``,
        range: keyRange,
        help: didYouMean(nearestName(key, ['layers', 'for', 'repeat']), keyRange, 'it has `layers` alone'),
      });
    }
    if (forEntry && repeatEntry) {
      report({
        code: 'conflicting-keys',
        message: 'a loop has `for` or `repeat`, not both',
        range: repeatEntry.keyRange,
        help: 'put one loop into the other',
      });
      return undefined;
    }
    const rounds = forEntry
      ? roundsOfFor(forEntry, names, loopContext)
      : roundsOfRepeat(repeatEntry!, names, loopContext);
    return good ? rounds : undefined;
  }

  return walk(tree, scope, false);
}

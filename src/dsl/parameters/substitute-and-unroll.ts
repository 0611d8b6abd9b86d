import { didYouMean, nearestName, type DiagnosticReporter } from '../../diagnostics/index.js';
import {
  valueAtKey,
  brokenTree,
  MAX_TREE_DEPTH,
  describeValue,
  findEntry,
  entryRange,
  treeExtent,
  type MapTree,
  type ScalarTree,
  type YamlTree,
  type TreeEntry,
} from '../text/index.js';
import { substituteReferences } from './substitute-references.js';
import { scopeWithVariables, type ParameterScope } from './parameter-scope.js';

/** Maximum number of values after substitution and unrolling. */
const MAX_VALUES = 200_000;

/** Keys whose lists may contain loops. */
const LOOP_LIST_KEYS: ReadonlySet<string> = new Set(['layers', 'residual']);

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

  function walk(each: YamlTree, names: ParameterScope, loops: boolean, depth = 0): YamlTree {
    size += 1;
    switch (each.kind) {
      case 'broken':
        return each;
      case 'scalar':
        return withReferences(each, names, depth);
      case 'list': {
        const value = each.value.flatMap((item) =>
          loops ? items(item, names, depth + 1) : [walk(item, names, false, depth + 1)],
        );
        return { ...each, value };
      }
      case 'map':
        return {
          ...each,
          value: each.value.map((entry) => ({
            ...entry,
            value: walk(entry.value, names, LOOP_LIST_KEYS.has(entry.key), depth + 1),
          })),
        };
    }
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
    const rounds = forEntry ? forRounds(forEntry, names) : repeatRounds(repeatEntry!, names);
    return good ? rounds : undefined;
  }

  function repeatRounds(
    entry: TreeEntry,
    names: ParameterScope,
  ): Iterable<ReadonlyMap<string, YamlTree>> | undefined {
    const times = walk(entry.value, names, false);
    if (times.kind === 'broken') return undefined;
    if (times.kind === 'scalar' && typeof times.value === 'number') {
      if (Number.isInteger(times.value) && times.value >= 0 && times.value <= MAX_VALUES) {
        return repeated(times.value);
      }
      report({
        code: 'out-of-range',
        message: `\`repeat\` must be a whole number from 0 to ${MAX_VALUES.toLocaleString('en')}, not ${times.value}`,
        range: times.range,
      });
    } else {
      report({
        code: 'wrong-type',
        message: `\`repeat\` must be a whole number, not ${describeValue(times)}`,
        range: times.range,
      });
    }
    return undefined;
  }

  function forRounds(
    entry: TreeEntry,
    names: ParameterScope,
  ): Iterable<ReadonlyMap<string, YamlTree>> | undefined {
    const variables = walk(entry.value, names, false);
    if (variables.kind === 'broken') return undefined;
    if (variables.kind !== 'map' || variables.value.length === 0) {
      report({
        code: 'wrong-type',
        message: `\`for\` is a map of variables to lists, not ${describeValue(variables)}`,
        range: variables.range,
        help: 'write for: {filters: [32, 64]}',
      });
      return undefined;
    }
    let good = true;
    for (const { key, value } of variables.value) {
      if (value.kind === 'list') continue;
      good = false;
      if (value.kind === 'broken') continue;
      report({
        code: 'wrong-type',
        message: `\`${key}\` of \`for\` is a list of values, not ${describeValue(value)}`,
        range: value.range,
      });
    }
    if (!good) return undefined;
    const lists = variables.value.map(({ key, value }) => ({ key, list: value.value as YamlTree[], value }));
    const [first] = lists;
    const uneven = lists.find(({ list }) => list.length !== first!.list.length);
    if (uneven) {
      report({
        code: 'uneven-loop',
        message: `\`${uneven.key}\` has ${uneven.list.length} values, but \`${first!.key}\` has ${first!.list.length}`,
        range: uneven.value.range,
        notes: [{ message: `\`${first!.key}\` is here`, range: first!.value.range }],
      });
      return undefined;
    }
    return first!.list.map((_, round) => new Map(lists.map(({ key, list }) => [key, list[round]!])));
  }

  return walk(tree, scope, false);
}

/** Iterations without variables, generated lazily: a loop may have many iterations and produce nothing. */
function* repeated(times: number): Generator<ReadonlyMap<string, YamlTree>> {
  const none = new Map<string, YamlTree>();
  for (let round = 0; round < times; round += 1) yield none;
}

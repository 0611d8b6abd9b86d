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
import { roundsOfFor, roundsOfRepeat, scopeWithoutRounds, type LoopContext } from './loop-rounds.js';
import { withoutRepeatedKeys } from './repeated-keys.js';
import { substituteReferences } from './substitute-references.js';
import { scopeWithVariables, type ParameterScope } from './parameter-scope.js';
import { createTemplateExpansion } from './template-use.js';
import {
  isUsePlace,
  placeBelow,
  placeOfItems,
  USE_KEYS,
  type Place,
  type TemplateForm,
} from './template-places.js';
import type { Templates } from './templates.js';

/** Maximum number of values after substitution and unrolling. */
const MAX_VALUES = 200_000;

/** A value as it is written, and the names that its references mean. */
interface Unrolled {
  value: YamlTree;
  scope: ParameterScope;
}

/** A name as a value, each character at its place unless it is quoted. */
function keyAsValue({ key, keyRange: range }: TreeEntry): ScalarTree {
  const isPlain = range.end - range.start === key.length;
  const text = isPlain ? { text: verbatimSourceMap(range) } : {};
  return { kind: 'scalar', value: key, range, origin: 'written', ...text };
}

export interface Expansion {
  /** The templates that may be used; without them, `use` is a key like any other. */
  templates?: Templates;
  /** The place of the value in a graph. */
  place?: Place;
  /** Takes the section and the name, as written, of what could not be unrolled: one entry stands for all of it. */
  unmade?: (section: string, name: string) => void;
}

/**
 * Substitutes references, unrolls loops and puts in templates. A value with an error becomes a broken tree; everything
 * around it is kept.
 */
export function substituteAndUnroll(
  tree: YamlTree,
  scope: ParameterScope,
  report: DiagnosticReporter,
  { templates, place: root = 'value', unmade }: Expansion = {},
): YamlTree {
  let size = 0;
  let tooLarge = false;
  const loopContext: LoopContext = {
    report,
    most: MAX_VALUES,
    substituted: (each, names) => walk(each, names, 'names'),
    uncounted(each, names) {
      const before = size;
      const value = walk(each, names, 'names');
      size = before;
      return value;
    },
  };
  const used =
    templates &&
    createTemplateExpansion({
      templates,
      report,
      walk: (each, names, place, depth) => walk(each, names, place, depth),
      isTooLarge(at, depth) {
        size += 1;
        if (tooLarge || (size <= MAX_VALUES && depth <= MAX_TREE_DEPTH)) return tooLarge;
        tooLarge = true;
        report({
          code: 'out-of-range',
          message:
            size > MAX_VALUES
              ? `with this template put in, there are more than ${MAX_VALUES.toLocaleString('en')} values`
              : `with this template put in, values stand in each other more than ${MAX_TREE_DEPTH} deep`,
          range: at,
        });
        return true;
      },
    });

  function walk(each: YamlTree, names: ParameterScope, place: Place, depth = 0): YamlTree {
    size += 1;
    switch (each.kind) {
      case 'broken':
        return each;
      case 'scalar':
        return withReferences(each, names, depth);
      case 'list': {
        const inner = placeOfItems(place);
        const value = each.value.flatMap((item) =>
          inner === 'layers' ? items(item, names, depth + 1) : listItems(item, names, inner, depth + 1),
        );
        return { ...each, value };
      }
      case 'map': {
        const made = used && isUsePlace(place) ? used(each, names, place as TemplateForm, depth) : undefined;
        if (made) return made;
        const value = each.value.flatMap((entry) => entries(entry, names, place, depth + 1));
        return { ...each, value: withoutRepeatedKeys(value, each.value, report) };
      }
    }
  }

  /** An entry, or those that it stands for: one whose name holds a variable, and whose value says of what. */
  function entries(entry: TreeEntry, names: ParameterScope, around: Place, depth: number): TreeEntry[] {
    const place = placeBelow(around, entry.key);
    if (!entry.key.includes('${')) {
      return [{ ...entry, value: walk(entry.value, names, place, depth) }];
    }
    const rounds = unrolled(entry.value, names);
    let isWhole = rounds !== undefined;
    const all = (rounds ?? [withoutRounds(entry.value, names)]).flatMap(({ value, scope: inner }) => {
      size += 1;
      const key = isWhole ? substituteReferences(keyAsValue(entry), inner, report) : undefined;
      if (key?.kind !== 'scalar') {
        isWhole = false;
        const name = entry.key.replace(/\$\{[^}]*\}?/g, '_');
        return [{ ...entry, key: name, value: walk(value, inner, place, depth) }];
      }
      const made = walk(value, inner, place, depth);
      return tooLarge ? [] : [{ ...entry, key: String(key.value), value: made }];
    });
    if (!isWhole && around.startsWith('section ')) unmade?.(around.slice('section '.length), entry.key);
    return isWhole ? all : all.slice(0, 1);
  }

  /** What a loop stands around whose variables have an error: it is read once, for errors of its own. */
  function withoutRounds(tree: YamlTree, names: ParameterScope): Unrolled {
    const scope = scopeWithoutRounds(valueAtKey(tree, 'for'), names);
    return { value: withoutLoop(tree, 'value'), scope };
  }

  /** An item of a list, or those that it stands for. */
  function listItems(item: YamlTree, names: ParameterScope, place: Place, depth: number): YamlTree[] {
    if (!findEntry(item, 'for')) return [walk(item, names, place, depth)];
    const rounds = unrolled(item, names, 'each') ?? [];
    return rounds.map(({ value, scope: inner }) => walk(value, inner, place, depth));
  }

  /**
   * What stands beside `for` and `where`, once for each round, and the names of the round. What is no map stands under
   * `value`, or under another key. Undefined after an error in the loop.
   */
  function unrolled(tree: YamlTree, names: ParameterScope, bareKey = 'value'): Unrolled[] | undefined {
    const loop = findEntry(tree, 'for');
    if (!loop || tree.kind !== 'map') return [{ value: tree, scope: names }];
    const rounds = roundsOfFor(loop, names, loopContext);
    if (!rounds) return undefined;
    const condition = findEntry(tree, 'where');
    const value = withoutLoop(tree, bareKey);
    const made: Unrolled[] = [];
    for (const round of rounds) {
      const scope = scopeWithVariables(names, round);
      if (!condition || holds(condition.value, scope, loopContext)) made.push({ value, scope });
    }
    return made;
  }

  function withoutLoop(tree: YamlTree, bareKey: string): YamlTree {
    if (tree.kind !== 'map') return tree;
    const rest = tree.value.filter(({ key }) => key !== 'for' && key !== 'where');
    const [only] = rest;
    return rest.length === 1 && only!.key === bareKey ? only!.value : { ...tree, value: rest };
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
    if (!loop || item.kind !== 'map') {
      const made = walk(item, names, 'layers', depth);
      // A template makes any number of layers.
      return made.kind === 'list' && item.kind === 'map' ? made.value : [made];
    }
    const rounds = roundsOf(item, forEntry, repeatEntry, names);
    const body = valueAtKey(item, 'layers') ?? usedLayers(item);
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
      // The layers of a loop that can't be unrolled are read once, for errors of their own.
      const { scope } = withoutRounds(item, names);
      const once = rounds || body?.kind !== 'list' ? [] : body.value;
      return [brokenTree(item.range), ...once.flatMap((part) => items(part, scope, depth))];
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

  /** The layers of a loop that uses a template. */
  function usedLayers(loop: MapTree): YamlTree | undefined {
    if (!used || !findEntry(loop, 'use')) return undefined;
    const value = loop.value.filter(({ key }) => USE_KEYS.includes(key));
    return { ...loop, kind: 'list', value: [{ ...loop, value }] };
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
      if (used && findEntry(item, 'use') && !findEntry(item, 'layers') && USE_KEYS.includes(key)) continue;
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

  return walk(tree, scope, root);
}

import type { DiagnosticReporter } from '../../diagnostics/index.js';
import { brokenTree, describeValue, entriesOfMap, type TreeEntry, type YamlTree } from '../text/index.js';
import { scopeWithUnknowns, scopeWithVariables, type ParameterScope } from './parameter-scope.js';

/** The variables of each iteration of a loop. */
type Rounds = Iterable<ReadonlyMap<string, YamlTree>>;

export interface LoopContext {
  report: DiagnosticReporter;
  /** The most iterations that a loop may have. */
  most: number;
  /** A value with its references replaced. */
  substituted(tree: YamlTree, names: ParameterScope): YamlTree;
  /** The same where it does not count towards the size of the graph: it is read once for every round of another loop. */
  uncounted(tree: YamlTree, names: ParameterScope): YamlTree;
}

/** The iterations of `repeat`; undefined after an error, which is reported. */
export function roundsOfRepeat(
  entry: TreeEntry,
  names: ParameterScope,
  { report, most, substituted }: LoopContext,
): Rounds | undefined {
  const times = substituted(entry.value, names);
  if (times.kind === 'broken') return undefined;
  if (times.kind === 'scalar' && typeof times.value === 'number') {
    if (Number.isInteger(times.value) && times.value >= 0 && times.value <= most) {
      return repeated(times.value);
    }
    report({
      code: 'out-of-range',
      message: `\`repeat\` must be a whole number from 0 to ${most.toLocaleString('en')}, not ${times.value}`,
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

/** Iterations without variables, generated lazily: a loop may have many iterations and produce nothing. */
function* repeated(times: number): Generator<ReadonlyMap<string, YamlTree>> {
  const none = new Map<string, YamlTree>();
  for (let round = 0; round < times; round += 1) yield none;
}

/**
 * The iterations of `for`: variables of one map go side by side through their lists; with a list of maps each goes
 * through its values for every value of those before it. Undefined after an error, which is reported.
 */
export function roundsOfFor(
  { value }: Pick<TreeEntry, 'value'>,
  names: ParameterScope,
  context: LoopContext,
): ReadonlyMap<string, YamlTree>[] | undefined {
  if (value.kind !== 'list') return sideBySide(value, names, context);
  const { report, uncounted } = context;
  let rounds: ReadonlyMap<string, YamlTree>[] = [new Map()];
  let isWhole = true;
  for (const each of value.value) {
    if (!isWhole) {
      // Read for errors of its own.
      const before = { ...value, value: value.value.slice(0, value.value.indexOf(each)) };
      sideBySide(each, scopeWithoutRounds(before, names), { report, substituted: uncounted });
      continue;
    }
    const further: ReadonlyMap<string, YamlTree>[] = [];
    for (const round of rounds) {
      const inner = sideBySide(each, scopeWithVariables(names, round), { report, substituted: uncounted });
      if (!inner) {
        isWhole = false;
        break;
      }
      for (const one of inner) further.push(new Map([...round, ...one]));
      if (further.length > context.most) {
        report({
          code: 'out-of-range',
          message: `this loop has more than ${context.most.toLocaleString('en')} rounds`,
          range: value.range,
        });
        return undefined;
      }
    }
    rounds = further;
  }
  return isWhole ? rounds : undefined;
}

/** What a loop stands around, where its variables have an error: they are known by their names alone. */
export function scopeWithoutRounds(loop: YamlTree | undefined, names: ParameterScope): ParameterScope {
  const maps = loop?.kind === 'list' ? loop.value : loop ? [loop] : [];
  const variables = maps
    .flatMap(entriesOfMap)
    .map(({ key, value }) => [key, brokenTree(value.range)] as const);
  const scope = scopeWithVariables(names, new Map(variables));
  return maps.every(({ kind }) => kind === 'map') ? scope : scopeWithUnknowns(scope, loop!.range);
}

/** The variables of one map. */
function sideBySide(
  tree: YamlTree,
  names: ParameterScope,
  { report, substituted }: Pick<LoopContext, 'report' | 'substituted'>,
): ReadonlyMap<string, YamlTree>[] | undefined {
  const variables = substituted(tree, names);
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

/** Puts the namespace of an import before every name that a part declares or means by it. */
import type { SourceRange, TemplateUse } from '../../diagnostics/index.js';
import { functions } from '../../vocabulary/index.js';
import type { Located } from '../document.js';
import {
  namePrefixes,
  nameRoleAt,
  namesInExpression,
  readFunctionSignature,
  type ExpressionName,
} from '../names/index.js';
import { PART_SECTIONS } from '../structure/index.js';
import {
  entriesOfMap,
  findEntry,
  sourceMapFromOffsets,
  spliceText,
  valueAtKey,
  verbatimSourceMap,
  type MapTree,
  type ScalarTree,
  type TreeEntry,
  type YamlTree,
} from '../text/index.js';

/** Sections whose entries draw by their names. */
const DRAWING_SECTIONS: ReadonlySet<string> = new Set(['data', 'networks', 'plan']);

/**
 * The part's sections with names as its importer writes them. What is named, but not declared in the part, gets the
 * namespace as well: a part sees nothing of its importer.
 *
 * @param importer of which a part must not see the networks
 * @param was what the namespace was called before
 */
export function qualifyNames(
  part: MapTree,
  namespace: string,
  importer: MapTree,
  was: Located<string> | null,
): Map<string, TreeEntry[]> {
  return qualifiedSections(part, namespace, was, {
    prefix: `${namespace}.`,
    isOwn: () => true,
    isOwnInExpression: partNames(part, importer),
  });
}

/**
 * The same for a part that a template makes: it sees the graph around it, so only what it declares gets the namespace, and
 * not what it is given.
 */
export function qualifyMade(
  part: MapTree,
  namespace: string,
  use: TemplateUse,
  was: Located<string> | null,
): Map<string, TreeEntry[]> {
  return qualifiedSections(part, namespace, was, ownNames(part, namespace, part, use));
}

/** A value that a template of a part makes, where the part is imported: names that the part declares get the namespace. */
export function qualifyValue(
  made: YamlTree,
  path: readonly string[],
  part: MapTree,
  namespace: string,
  use: TemplateUse,
): YamlTree {
  const [section, name] = path;
  const entry = { key: name!, keyRange: made.range, value: made };
  const around: MapTree = {
    ...part,
    value: [{ key: section!, keyRange: made.range, value: { ...part, value: [entry] } }],
  };
  return qualified(made, path, ownNames(part, namespace, around, use));
}

/** Which names get a namespace. */
interface OwnNames {
  prefix: string;
  isOwn(tree: ScalarTree, text: string, role: NonNullable<ReturnType<typeof nameRoleAt>>): boolean;
  isOwnInExpression(name: ExpressionName, path: readonly string[], tree: ScalarTree): boolean;
}

/** @param around what has the wires and inputs that hide names */
function ownNames(part: MapTree, namespace: string, around: MapTree, use: TemplateUse): OwnNames {
  const names = (...sections: string[]): ReadonlySet<string> =>
    new Set(sections.flatMap((key) => entriesOfMap(valueAtKey(part, key)).map((entry) => entry.key)));
  const [data, callable, phase] = [names('data'), names('networks', 'models'), names('plan')];
  const localsAt = localNames(around);
  const isGiven = (via: SourceRange | undefined): boolean => via !== undefined && !isInUse(via, use);
  return {
    prefix: `${namespace}.`,
    isOwn(tree, text, role) {
      if (isGiven(tree.via?.range)) return false;
      const name = text.split('/', 1)[0]!;
      if (role === 'data') return startsWithOne(name, data);
      return startsWithOne(name, phase) || (role === 'callable' && startsWithOne(name, callable));
    },
    isOwnInExpression({ name, dotted, start, end }, path, tree) {
      const piece = tree.text?.substitutions.find((one) => one.start <= start && end <= one.end);
      if (isGiven(piece?.via ?? tree.via?.range) || localsAt(path).has(name)) return false;
      return startsWithOne(dotted, callable);
    },
  };
}

/** Whether a range is in the text of a template as it is used at a place. */
function isInUse(range: SourceRange, wanted: TemplateUse): boolean {
  for (let { use } = range; use; use = use.range.use) if (use === wanted) return true;
  return false;
}

function qualifiedSections(
  part: MapTree,
  namespace: string,
  was: Located<string> | null,
  names: OwnNames,
): Map<string, TreeEntry[]> {
  const declaration = (section: string, entry: TreeEntry): TreeEntry => {
    const value = qualified(entry.value, [section, entry.key], names);
    const drawing = DRAWING_SECTIONS.has(section) && value.kind === 'map';
    return {
      ...entry,
      key: `${names.prefix}${entry.key}`,
      value: drawing ? withFormerName(value, entry.key, namespace, was) : value,
    };
  };
  return new Map(
    PART_SECTIONS.map((section) => [
      section,
      entriesOfMap(valueAtKey(part, section)).map((entry) => declaration(section, entry)),
    ]),
  );
}

/** A value with namespaces before its names. */
function qualified(
  root: YamlTree,
  from: readonly string[],
  { prefix, isOwn, isOwnInExpression }: OwnNames,
): YamlTree {
  const walk = (tree: YamlTree, path: readonly string[]): YamlTree => {
    switch (tree.kind) {
      case 'broken':
        return tree;
      case 'scalar':
        return scalar(tree, path);
      case 'list':
        return { ...tree, value: tree.value.map((item, at) => walk(item, [...path, String(at)])) };
      case 'map': {
        const named = path[0] === 'plan' && namesNetworks(path.slice(2));
        const value = tree.value.map((entry) => {
          const { key, keyRange: range } = entry;
          const isName =
            named && isOwn({ kind: 'scalar', value: key, range, origin: 'written' }, key, 'callable');
          return {
            ...entry,
            ...(isName ? { key: `${prefix}${key}` } : {}),
            // A map is a file with weights: it has no names of the graph.
            value:
              named && path[2] !== 'initial' && entry.value.kind === 'map'
                ? entry.value
                : walk(entry.value, [...path, key]),
          };
        });
        return { ...tree, value };
      }
    }
  };

  const scalar = (tree: ScalarTree, path: readonly string[]): ScalarTree => {
    const role = nameRoleAt(path);
    if (role === undefined || typeof tree.value !== 'string') return tree;
    if (role !== 'expression') {
      if (!isOwn(tree, tree.value, role)) return tree;
      const before = tree.prefix ?? 0;
      return { ...withInsertions(tree, tree.value, [0], prefix), prefix: before + prefix.length };
    }
    if (path[0] === 'data') return tree;
    const names = namesInExpression(tree.value).filter((name) => isOwnInExpression(name, path, tree));
    return withInsertions(
      tree,
      tree.value,
      names.map(({ start }) => start),
      prefix,
    );
  };

  return walk(root, from);
}

/** Whether the keys of a map in a phase are names of networks: `start`, `initial`, `rates`, and what assignments give values to. */
function namesNetworks(path: readonly string[]): boolean {
  const keys = path.filter((key) => !/^\d+$/.test(key)).join('/');
  // `rates` may be a list as well, of maps with keys that are no names.
  return (
    keys === 'start' ||
    keys === 'initial' ||
    path.join('/') === 'rates' ||
    /^(?:updates\/)?after_update\/assign$/.test(keys)
  );
}

/** Whether a name in an expression of the part is one that the namespace stands before. */
function partNames(
  part: MapTree,
  importer: MapTree,
): (name: ExpressionName, path: readonly string[]) => boolean {
  const own = callables(part);
  // Weights stand in an expression without being called, as fields do.
  const foreign = new Set(
    entriesOfMap(valueAtKey(importer, 'networks')).flatMap(({ key, value }) =>
      findEntry(value, 'weights') || findEntry(value, 'like') ? [key] : [],
    ),
  );
  const fields = new Set(
    entriesOfMap(valueAtKey(part, 'data')).flatMap(({ value }) =>
      ['add', 'pair'].flatMap((key) => entriesOfMap(valueAtKey(value, key)).map((entry) => entry.key)),
    ),
  );
  const localsAt = localNames(part);
  return (name, path) => {
    if (name.isCallee) {
      const isFunction = name.members.length === 0 && functions.has(name.name);
      return !isFunction || (own.has(name.name) && path[0] !== 'data');
    }
    if (localsAt(path).has(name.name)) return false;
    if (path[0] === 'models') return name.isPiped || startsWithOne(name.dotted, own);
    return !fields.has(name.name) && (startsWithOne(name.dotted, own) || foreign.has(name.name));
  };
}

/** Names of wires and inputs, or parameters, that an entry has itself. */
function localNames(graph: MapTree): (path: readonly string[]) => ReadonlySet<string> {
  const locals = new Map<string, ReadonlySet<string>>();
  return ([section, name]) => {
    const place = `${section}\n${name}`;
    const known = locals.get(place);
    if (known) return known;
    const entry = valueAtKey(valueAtKey(graph, section!), name!);
    const parameters = section === 'functions' ? readFunctionSignature(name!)?.parameters : undefined;
    const made = new Set(
      parameters?.map((one) => one.name) ??
        ['inputs', 'wires'].flatMap((key) => entriesOfMap(valueAtKey(entry, key)).map((one) => one.key)),
    );
    locals.set(place, made);
    return made;
  };
}

function callables(part: MapTree): ReadonlySet<string> {
  const names = ['networks', 'models'].flatMap((section) => entriesOfMap(valueAtKey(part, section)));
  return new Set(names.map(({ key }) => key));
}

/** Whether a name, or what it begins with up to a dot, is among some. */
const startsWithOne = (dotted: string, names: ReadonlySet<string>): boolean =>
  [...namePrefixes(dotted)].some((name) => names.has(name));

/** The name by which it draws: with the namespace that it was drawn by before. */
function withFormerName(
  tree: MapTree,
  name: string,
  namespace: string,
  former: Located<string> | null,
): MapTree {
  const own = findEntry(tree, 'was');
  const written =
    own?.value.kind === 'scalar' && typeof own.value.value === 'string' ? own.value.value : undefined;
  if (!former && written === undefined) return tree;
  const value = `${former?.value ?? namespace}.${written ?? name}`;
  const place = own && !former ? own.value : former!;
  const was: TreeEntry = {
    key: 'was',
    keyRange: own?.keyRange ?? place.range,
    value: { kind: 'scalar', value, range: place.range, origin: place.origin },
  };
  return { ...tree, value: [...tree.value.filter((entry) => entry !== own), was] };
}

/** A text with another put in at some offsets, in ascending order; every character keeps its place in the source. */
function withInsertions(
  tree: ScalarTree,
  value: string,
  offsets: readonly number[],
  inserted: string,
): ScalarTree {
  if (offsets.length === 0) return tree;
  const text = tree.text ?? verbatimSourceMap(tree.range);
  const spliced = spliceText(
    value,
    text,
    offsets.map((at) => ({ start: at, end: at, replacement: inserted })),
  );
  // What is put in at the beginning of a substituted text is a part of it.
  const moved = (offset: number): number =>
    offset + inserted.length * offsets.filter((at) => at < offset).length;
  const substitutions = text.substitutions.map((each) => ({
    ...each,
    start: moved(each.start),
    end: moved(each.end),
  }));
  return {
    ...tree,
    value: spliced.value,
    text: sourceMapFromOffsets(text.range(0, 0), spliced.starts, spliced.ends, substitutions),
  };
}

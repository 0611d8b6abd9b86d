/**
 * What of the parts a graph needs: what it names, and phases that train a network which it uses, transitively. All else
 * of a part is left out.
 *
 * Names of parts begin with a namespace, so they are found in any text, whatever it is: an expression, a selector, a
 * reference.
 */
import type { Document } from '../document.js';
import { declaredName, namePrefixes } from '../names/index.js';
import { PART_SECTIONS } from '../structure/index.js';
import { entriesOfMap, valueAtKey, type MapTree, type TreeEntry, type YamlTree } from '../text/index.js';

type PartSection = (typeof PART_SECTIONS)[number];

/** A name with dots, from its first letter on. */
const DOTTED_NAME = /[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)+/g;

/** How much of a network is needed: its layers, or what it has learned. */
type Need = 'shape' | 'weights';

interface Mention {
  name: string;
  /** Whether only the shape of a network is meant. */
  shapeOnly: boolean;
}

/**
 * The graph without what it does not need.
 *
 * @param namespaces of its parts
 */
export function keepNeeded(
  root: MapTree,
  namespaces: readonly string[],
): { root: MapTree; unneeded: Document['unneeded'] } {
  if (namespaces.length === 0)
    return { root, unneeded: { data: [], networks: [], models: [], functions: [], plan: [] } };
  const isImported = (name: string): boolean => namespaces.some((one) => name.startsWith(`${one}.`));
  const entries = (section: string): readonly TreeEntry[] => entriesOfMap(valueAtKey(root, section));
  const imported = new Map(
    PART_SECTIONS.map((section) => [
      section,
      new Map(
        entries(section).flatMap((entry) =>
          isImported(entry.key) ? [[declaredName(section, entry.key), entry] as const] : [],
        ),
      ),
    ]),
  );
  const declared = new Set([...imported.values()].flatMap((names) => [...names.keys()]));

  const mentionsIn = (section: string, entry: TreeEntry): Mention[] => {
    const found: Mention[] = [];
    const add = (text: string, shapeOnly: boolean) => {
      for (const name of namesIn(text, declared)) found.push({ name, shapeOnly });
    };
    const walk = (tree: YamlTree, shapeOnly: boolean): void => {
      if (tree.kind === 'scalar' && typeof tree.value === 'string') add(tree.value, shapeOnly);
      else if (tree.kind === 'list') for (const item of tree.value) walk(item, shapeOnly);
      else if (tree.kind === 'map') {
        for (const { key, value } of tree.value) {
          add(key, shapeOnly);
          walk(value, shapeOnly);
        }
      }
    };
    // `input` and `like` of a network, and the inputs of a model, are shapes.
    if (section === 'networks') walk(entry.value, true);
    else if (section !== 'models' || entry.value.kind !== 'map') walk(entry.value, false);
    else for (const part of entry.value.value) walk(part.value, part.key === 'inputs');
    return found;
  };

  /** For each network, the phases of parts that train it. */
  const trainers = trainersOf(imported.get('plan')!, imported, declared);
  const kept: Record<PartSection, Map<string, Need>> = {
    data: new Map(),
    networks: new Map(),
    models: new Map(),
    functions: new Map(),
    plan: new Map(),
  };
  const waiting: { section: string; entry: TreeEntry; need: Need }[] = [];
  const keep = (section: PartSection, name: string, need: Need): void => {
    const entry = imported.get(section)!.get(name);
    const before = kept[section].get(name);
    if (!entry || before === 'weights' || before === need) return;
    kept[section].set(name, need);
    waiting.push({ section, entry, need });
    if (section !== 'networks' || need === 'shape') return;
    for (const phase of trainers.get(name) ?? []) keep('plan', phase, 'weights');
  };

  for (const { key: section } of root.value) {
    if (section === 'imports' || section === 'params' || section === 'profiles') continue;
    const own = valueAtKey(root, section)!;
    const items = own.kind === 'map' ? own.value : [{ key: '', keyRange: own.range, value: own }];
    for (const entry of items) {
      if (!declared.has(declaredName(section, entry.key))) waiting.push({ section, entry, need: 'weights' });
    }
  }
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { section, entry, need } = next;
    for (const { name, shapeOnly } of mentionsIn(section, entry)) {
      const callable = shapeOnly || need === 'shape' ? 'shape' : 'weights';
      keep('networks', name, callable);
      keep('models', name, callable);
      keep('functions', name, 'weights');
      keep('data', name, 'weights');
      keep('plan', name, 'weights');
    }
  }

  const unneeded = Object.fromEntries(
    PART_SECTIONS.map((section) => [
      section,
      [...imported.get(section)!.keys()].filter((name) => !kept[section].has(name)),
    ]),
  ) as unknown as Document['unneeded'];
  const gone = new Map(PART_SECTIONS.map((section) => [section as string, new Set(unneeded[section])]));
  const value = root.value.flatMap((entry): TreeEntry[] => {
    const names = gone.get(entry.key);
    if (!names || names.size === 0 || entry.value.kind !== 'map') return [entry];
    const rest = entry.value.value.filter(({ key }) => !names.has(declaredName(entry.key, key)));
    // A section that parts alone have entries in is as if it were not there.
    return rest.length === 0 ? [] : [{ ...entry, value: { ...entry.value, value: rest } }];
  });
  return { root: { ...root, value }, unneeded };
}

/** The declared names in a text; of `digits.mnist.test` that is `digits.mnist`. */
function* namesIn(text: string, declared: ReadonlySet<string>): Generator<string> {
  for (const [found] of text.matchAll(DOTTED_NAME)) {
    for (const name of namePrefixes(found.replace(/\s+/g, ''))) if (declared.has(name)) yield name;
  }
}

const listItems = (tree: YamlTree | undefined): readonly YamlTree[] =>
  tree === undefined ? [] : tree.kind === 'list' ? tree.value : [tree];

function trainersOf(
  phases: ReadonlyMap<string, TreeEntry>,
  imported: ReadonlyMap<string, ReadonlyMap<string, TreeEntry>>,
  declared: ReadonlySet<string>,
): Map<string, string[]> {
  const trainers = new Map<string, string[]>();
  const texts = (tree: YamlTree | undefined): string[] => {
    if (tree?.kind === 'scalar') return typeof tree.value === 'string' ? [tree.value] : [];
    if (tree?.kind === 'list') return tree.value.flatMap(texts);
    return tree?.kind === 'map' ? tree.value.flatMap(({ value }) => texts(value)) : [];
  };
  const assigned = (assignment: YamlTree): string[] => [
    ...texts(valueAtKey(valueAtKey(assignment, 'ema'), 'target')),
    ...texts(valueAtKey(valueAtKey(assignment, 'clip'), 'weights')),
    ...texts(valueAtKey(assignment, 'unit_norm')),
    ...entriesOfMap(valueAtKey(assignment, 'assign')).map(({ key }) => key),
  ];
  const trained = (phase: YamlTree | undefined): string[] => {
    const updates = valueAtKey(phase, 'updates');
    const all = [phase, ...(updates?.kind === 'list' ? updates.value : [])];
    return all.flatMap((one) => [
      ...texts(valueAtKey(one, 'train')),
      ...entriesOfMap(valueAtKey(one, 'initial')).map(({ key }) => key),
      ...listItems(valueAtKey(one, 'after_update')).flatMap(assigned),
    ]);
  };
  for (const [phase, { value }] of phases) {
    const names = trained(value).flatMap((text) => [...namesIn(text, declared)]);
    const seen = new Set<string>();
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const model = imported.get('models')!.get(name);
      if (model) names.push(...texts(model.value).flatMap((text) => [...namesIn(text, declared)]));
      else trainers.set(name, [...(trainers.get(name) ?? []), phase]);
    }
  }
  return trainers;
}

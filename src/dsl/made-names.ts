/** Names of entries that loops make, for editors: the loops are unrolled with the defaults of parameters. */
import { resolveParameters, substituteAndUnroll, type ParameterScope } from './parameters/index.js';
import { SECTIONS } from './structure/index.js';
import { entriesOfMap, valueAtKey, type MapTree, type TreeEntry, type YamlTree } from './text/index.js';

/** For each section, the names that are made of a written one: of `encoder_${d}` that are `encoder_a` and `encoder_b`. */
export type MadeNames = ReadonlyMap<string, ReadonlyMap<string, string>>;

const ignore = (): undefined => undefined;

/** Parameters with their defaults. */
export const defaultScope = (tree: YamlTree): ParameterScope =>
  resolveParameters(valueAtKey(tree, 'params'), [], [], ignore).scope;

export function readMadeNames(root: YamlTree): MadeNames {
  let scope: ParameterScope | undefined;
  const made = new Map<string, ReadonlyMap<string, string>>();
  for (const section of SECTIONS) {
    const names = new Map<string, string>();
    for (const entry of entriesOfMap(valueAtKey(root, section))) {
      if (!entry.key.includes('${')) continue;
      scope ??= defaultScope(root);
      for (const name of namesOf(entry, scope)) names.set(name, entry.key);
    }
    if (names.size > 0) made.set(section, names);
  }
  return made;
}

function namesOf(entry: TreeEntry, scope: ParameterScope): string[] {
  const loop = entriesOfMap(entry.value).filter(({ key }) => key === 'for' || key === 'where');
  const { range, origin } = entry.value;
  const nothing: YamlTree = { kind: 'scalar', value: null, range, origin };
  const value: MapTree = {
    kind: 'map',
    range,
    origin,
    value: [...loop, { key: 'value', keyRange: entry.keyRange, value: nothing }],
  };
  const unrolled = substituteAndUnroll(
    { kind: 'map', range, origin, value: [{ ...entry, value }] },
    scope,
    ignore,
  );
  return entriesOfMap(unrolled).map(({ key }) => key);
}

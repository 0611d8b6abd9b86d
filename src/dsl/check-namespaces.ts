import type { DiagnosticReporter } from '../diagnostics/index.js';
import { SECTIONS, TOP_LEVEL_SCALARS } from './structure/index.js';
import { entriesOfMap, valueAtKey, type MapTree, type TreeEntry } from './text/index.js';

/** A name that begins with a namespace must mean one thing. */
export function checkNamespaces(
  body: MapTree,
  params: ReadonlySet<string>,
  report: DiagnosticReporter,
): void {
  const imports = entriesOfMap(valueAtKey(body, 'imports'));
  if (imports.length === 0) return;
  const spaces = new Map(imports.map((entry) => [entry.key, entry]));
  const taken = ({ key, keyRange }: TreeEntry, what: string): void => {
    const space = spaces.get(key) ?? spaces.get(key.slice(0, Math.max(0, key.indexOf('.'))));
    if (!space) return;
    report({
      code: 'name-taken',
      message: `\`${space.key}\` is the namespace of a part, and here the name of ${what}`,
      range: keyRange,
      notes: [{ message: 'the part is imported here', range: space.keyRange }],
      help: 'give one of them another name',
    });
  };
  for (const [section, what] of Object.entries(WHAT)) {
    for (const entry of entriesOfMap(valueAtKey(body, section))) {
      taken(entry, what);
      for (const [key, part] of Object.entries(LOCAL_NAMES[section] ?? {})) {
        for (const local of entriesOfMap(valueAtKey(entry.value, key))) taken(local, part);
      }
    }
  }
  for (const { key, keyRange } of imports) {
    if (!params.has(key) && !GRAPH_KEYS.has(key)) continue;
    report({
      code: 'name-taken',
      message: params.has(key)
        ? `there is a parameter \`${key}\` already`
        : `\`${key}\` is a key of graphs, and can not be the namespace of a part`,
      range: keyRange,
      help: 'give the part another name',
    });
  }
}

const WHAT: Readonly<Record<string, string>> = {
  data: 'a data set',
  networks: 'a network',
  models: 'a model',
  plan: 'a phase',
};

/** Names that an expression can begin with where names of parts stand as well. */
const LOCAL_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  data: { add: 'a field', pair: 'a member of a pair' },
  models: { inputs: 'an input', wires: 'a wire' },
  plan: { wires: 'a wire' },
};

const GRAPH_KEYS: ReadonlySet<string> = new Set([
  'params',
  'profiles',
  'imports',
  'templates',
  ...TOP_LEVEL_SCALARS,
  ...SECTIONS,
]);

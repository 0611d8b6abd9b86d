/**
 * `for` and `repeat` where the language has no loops: beside phases, networks, data sets. They are removed first,
 * because otherwise everything inside them would be reported as an error too.
 */
import type { DiagnosticReporter } from '../../diagnostics/index.js';
import { SECTIONS } from '../structure/index.js';
import {
  valueAtKey,
  brokenTree,
  findEntry,
  type MapTree,
  type YamlTree,
  type TreeEntry,
} from '../text/index.js';

const LOOP_KEYS: ReadonlySet<string> = new Set(['for', 'for_each', 'foreach', 'repeat', 'loop']);

/** Keys that identify an entry of each section. */
const ENTRY_KEYS: Readonly<Record<string, readonly string[]>> = {
  data: ['source', 'from', 'pair'],
  networks: ['layers', 'nodes', 'like', 'weights'],
  models: ['wires', 'outputs'],
  plan: ['train', 'on', 'loss', 'losses', 'updates', 'solve', 'extends'],
  evaluate: ['measure', 'on'],
};

/** Removes such loops and reports each; their body is kept once. */
export function removeMisplacedLoops(root: MapTree, report: DiagnosticReporter): MapTree {
  const variables: TreeEntry[] = [];
  const sections = root.value.map((section) => {
    const { key, value } = section;
    if (!(SECTIONS as readonly string[]).includes(key) || value.kind !== 'map') return section;
    const isEntry = ({ value: entry }: TreeEntry): boolean =>
      ENTRY_KEYS[key]?.some((one) => findEntry(entry, one)) ?? false;
    const loop = value.value.find((entry) => LOOP_KEYS.has(entry.key) && !isEntry(entry));
    if (!loop) return section;
    report({
      code: 'unknown-key',
      message: `\`${key}\` has no loops, but \`${loop.key}\` stands here`,
      range: loop.keyRange,
      help:
        key === 'plan'
          ? 'write each phase by itself; one that is like another says `extends: ...` and what is different'
          : 'loops repeat the layers of a network: layers: [{for: {filters: [32, 64]}, layers: [...]}]',
    });
    variables.push(...variablesOf(loop.value));
    const kept = value.value.flatMap((entry) =>
      entry === loop || !isEntry(entry) ? entriesInLoop(entry, isEntry) : [entry],
    );
    return { ...section, value: { ...value, value: kept } };
  });
  return variables.length === 0
    ? { ...root, value: sections }
    : { ...root, value: declareLoopVariables(sections, variables) };
}

/** Entries inside a loop, or in a map beside it. Their names may contain its variables: such names are unknown. */
const entriesInLoop = ({ value }: TreeEntry, isEntry: (entry: TreeEntry) => boolean): TreeEntry[] =>
  value.kind === 'map' ? value.value.filter((entry) => isEntry(entry) && !entry.key.includes('$')) : [];

function variablesOf(loop: YamlTree): TreeEntry[] {
  if (loop.kind !== 'map') return [];
  return loop.value
    .filter(({ value }) => value.kind === 'list')
    .map((entry) => ({ ...entry, value: brokenTree(entry.value.range) }));
}

/** Variables of such a loop are not parameters, but using them is not a further error. */
function declareLoopVariables(sections: readonly TreeEntry[], variables: readonly TreeEntry[]): TreeEntry[] {
  const params = sections.find(({ key }) => key === 'params');
  const known = params && valueAtKey(params.value, variables[0]!.key) ? [] : variables;
  if (!params) {
    const { keyRange } = variables[0]!;
    const value: MapTree = { kind: 'map', value: [...variables], range: keyRange, origin: 'written' };
    return [...sections, { key: 'params', keyRange, value }];
  }
  return sections.map((section) =>
    section === params && section.value.kind === 'map'
      ? { ...section, value: { ...section.value, value: [...section.value.value, ...known] } }
      : section,
  );
}

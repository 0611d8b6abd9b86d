/**
 * Keys that are read before the structure check: sections, kinds of data sets, `layers`, loops and `extends`. A
 * misspelt one would cause an error for everything under it, so it is corrected here and reported once.
 */
import { didYouMean, nearestName, type DiagnosticReporter } from '../../diagnostics/index.js';
import { SECTIONS, TOP_LEVEL_SCALARS } from '../structure/index.js';
import { findEntry, type MapTree, type YamlTree, type TreeEntry } from '../text/index.js';

const STRUCTURAL_SECTIONS: readonly string[] = [
  'imports',
  'words',
  'params',
  'profiles',
  'templates',
  ...SECTIONS,
];
const DATA_KIND_KEYS: readonly string[] = ['source', 'from', 'pair'];
/** A key closer to one of these is not treated as a misspelt section. */
const OTHER_TOP_LEVEL_KEYS: readonly string[] = ['lagraph', ...TOP_LEVEL_SCALARS];

/** Corrects such typos and reports them. */
export function repairKeyTypos(root: MapTree, report: DiagnosticReporter): MapTree {
  const sections = repairMapKeys(root, 'the graph', STRUCTURAL_SECTIONS, report, OTHER_TOP_LEVEL_KEYS);
  return mapEntries(sections, (section) => {
    if (section.value.kind !== 'map') return section;
    if (section.key === 'plan') {
      return mapSectionEntries(section, ({ key, value }) => {
        const name = `phase \`${key}\``;
        const phase = repairIfMap(value, name, ['extends'], report);
        return repairIfMap(phase, name, ['losses'], report, holdsMap);
      });
    }
    if (section.key === 'data') {
      // The kind of a data set (`source`, `from`, `pair`) determines its other keys.
      return mapSectionEntries(section, ({ key, value }) =>
        DATA_KIND_KEYS.some((form) => findEntry(value, form))
          ? value
          : repairIfMap(value, `data set \`${key}\``, DATA_KIND_KEYS, report),
      );
    }
    if (section.key !== 'networks') return section;
    return mapSectionEntries(section, ({ key, value }) => {
      const isChain = !['nodes', 'like', 'weights'].some((form) => findEntry(value, form));
      const name = `network \`${key}\``;
      const network = isChain ? repairIfMap(value, name, ['layers'], report) : value;
      return repairLayerList(repairIfMap(network, name, ['inputs'], report, holdsMap), report);
    });
  });
}

/** `inputs` and `losses` are as similar as `input` and `loss`, but their values are not maps. */
const holdsMap = ({ value }: TreeEntry): boolean => value.kind === 'map';

/** Corrects the keys of loops and residuals in the lists of layers that a map holds. */
function repairLayerList(holder: YamlTree, report: DiagnosticReporter): YamlTree {
  if (holder.kind !== 'map') return holder;
  return mapEntries(holder, (entry) => {
    const { key, value } = entry;
    if ((key !== 'layers' && key !== 'residual') || value.kind !== 'list') return entry;
    const items = value.value.map((item) => repairLayerList(repairLayerItem(item, report), report));
    return { ...entry, value: { ...value, value: items } };
  });
}

function repairLayerItem(item: YamlTree, report: DiagnosticReporter): YamlTree {
  const isLoop = findEntry(item, 'for') || findEntry(item, 'repeat');
  if (isLoop) return repairIfMap(item, 'a loop', ['layers'], report);
  if (findEntry(item, 'layers')) return repairIfMap(item, 'a loop', ['for', 'repeat'], report);
  return repairIfMap(item, 'a layer', ['residual'], report);
}

const repairIfMap = (
  tree: YamlTree,
  name: string,
  keys: readonly string[],
  report: DiagnosticReporter,
  fits?: (entry: TreeEntry) => boolean,
): YamlTree => (tree.kind === 'map' ? repairMapKeys(tree, name, keys, report, [], fits) : tree);

/** Renames a key of the map that resembles one of `keys`, and none of `others` more closely. */
function repairMapKeys(
  tree: MapTree,
  name: string,
  keys: readonly string[],
  report: DiagnosticReporter,
  others: readonly string[] = [],
  fits: (entry: TreeEntry) => boolean = () => true,
): MapTree {
  const present = new Set(tree.value.map(({ key }) => key));
  return mapEntries(tree, (entry) => {
    const { key, keyRange } = entry;
    if (keys.includes(key) || others.includes(key) || !fits(entry)) return entry;
    const meant = nearestName(
      key,
      [...keys, ...others].filter((one) => !present.has(one)),
    );
    if (meant === undefined || !keys.includes(meant)) return entry;
    present.add(meant);
    report({
      code: 'unknown-key',
      message: `${name} has no key \`${key}\``,
      range: keyRange,
      help: didYouMean(meant, keyRange),
    });
    return { ...entry, key: meant };
  });
}

const mapEntries = (tree: MapTree, change: (entry: TreeEntry) => TreeEntry): MapTree => ({
  ...tree,
  value: tree.value.map(change),
});

/** Transforms each entry of a section. */
const mapSectionEntries = (section: TreeEntry, change: (entry: TreeEntry) => YamlTree): TreeEntry =>
  section.value.kind === 'map'
    ? {
        ...section,
        value: mapEntries(section.value, (entry) => ({ ...entry, value: change(entry) })),
      }
    : section;

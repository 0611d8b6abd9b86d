/**
 * Keys by which a graph is put together before its structure is checked: sections, what data is made of, `layers`, loops
 * and `extends`. A misspelt one would bring an error for all that it holds, so it is read as the key that it was meant to
 * be, and is the only error.
 */
import { didYouMean, suggest, type Report } from '../diagnostics/index.js';
import { SECTIONS } from './structure/index.js';
import { entryOf, type MapTree, type Tree, type TreeEntry } from './text/index.js';

const PUT_TOGETHER: readonly string[] = ['params', 'profiles', ...SECTIONS];
const MADE_OF: readonly string[] = ['source', 'from', 'pair'];
/** Near these, a key is no slip for a section. */
const OTHERS: readonly string[] = ['lagraph', 'name', 'description', 'seed', 'imports', 'templates'];

/** The graph with such slips put right, and reported. */
export function mendSlips(root: MapTree, report: Report): MapTree {
  const sections = mended(root, 'the graph', PUT_TOGETHER, report, OTHERS);
  return entriesOf(sections, (section) => {
    if (section.value.kind !== 'map') return section;
    if (section.key === 'plan') {
      return within(section, ({ key, value }) => {
        const name = `phase \`${key}\``;
        const phase = mendMap(value, name, ['extends'], report);
        return mendMap(phase, name, ['losses'], report, holdsMap);
      });
    }
    if (section.key === 'data') {
      // What a data set is made of says what its other keys are.
      return within(section, ({ key, value }) =>
        MADE_OF.some((form) => entryOf(value, form))
          ? value
          : mendMap(value, `data set \`${key}\``, MADE_OF, report),
      );
    }
    if (section.key !== 'networks') return section;
    return within(section, ({ key, value }) => {
      const isChain = !['nodes', 'like', 'weights'].some((form) => entryOf(value, form));
      const name = `network \`${key}\``;
      const network = isChain ? mendMap(value, name, ['layers'], report) : value;
      return mendLayers(mendMap(network, name, ['inputs'], report, holdsMap), report);
    });
  });
}

/** `inputs` and `losses` are as near as `input` and `loss`, but those hold no map. */
const holdsMap = ({ value }: TreeEntry): boolean => value.kind === 'map';

/** Loops and residuals in the lists of layers that a map holds. */
function mendLayers(holder: Tree, report: Report): Tree {
  if (holder.kind !== 'map') return holder;
  return entriesOf(holder, (entry) => {
    const { key, value } = entry;
    if ((key !== 'layers' && key !== 'residual') || value.kind !== 'list') return entry;
    const items = value.value.map((item) => mendLayers(mendItem(item, report), report));
    return { ...entry, value: { ...value, value: items } };
  });
}

function mendItem(item: Tree, report: Report): Tree {
  const isLoop = entryOf(item, 'for') || entryOf(item, 'repeat');
  if (isLoop) return mendMap(item, 'a loop', ['layers'], report);
  if (entryOf(item, 'layers')) return mendMap(item, 'a loop', ['for', 'repeat'], report);
  return mendMap(item, 'a layer', ['residual'], report);
}

const mendMap = (
  tree: Tree,
  name: string,
  keys: readonly string[],
  report: Report,
  fits?: (entry: TreeEntry) => boolean,
): Tree => (tree.kind === 'map' ? mended(tree, name, keys, report, [], fits) : tree);

/** The map with a key that is near one of `keys`, and not nearer to one of `others`, under that key. */
function mended(
  tree: MapTree,
  name: string,
  keys: readonly string[],
  report: Report,
  others: readonly string[] = [],
  fits: (entry: TreeEntry) => boolean = () => true,
): MapTree {
  const present = new Set(tree.value.map(({ key }) => key));
  return entriesOf(tree, (entry) => {
    const { key, keyRange } = entry;
    if (keys.includes(key) || others.includes(key) || !fits(entry)) return entry;
    const meant = suggest(
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

const entriesOf = (tree: MapTree, change: (entry: TreeEntry) => TreeEntry): MapTree => ({
  ...tree,
  value: tree.value.map(change),
});

/** The section with each of its entries changed. */
const within = (section: TreeEntry, change: (entry: TreeEntry) => Tree): TreeEntry =>
  section.value.kind === 'map'
    ? {
        ...section,
        value: entriesOf(section.value, (entry) => ({ ...entry, value: change(entry) })),
      }
    : section;

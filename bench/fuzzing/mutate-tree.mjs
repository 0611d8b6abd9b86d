/** Mutations of a graph as a syntax tree: the result is still YAML. */
import { isMap, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml';
import { EXPRESSIONS, NAMES, VALUES } from './replacement-values.mjs';

/** Every value, with functions that replace or remove it, and every pair of a map. */
function placesOf(document) {
  const values = [];
  const pairs = [];
  visit(document, (key, node, path) => {
    const parent = path.at(-1);
    if (isPair(node) && isMap(parent)) pairs.push({ map: parent, pair: node });
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return;
    if (isPair(parent) && key === 'value') values.push({ node, set: (value) => void (parent.value = value) });
    else if (isSeq(parent) && typeof key === 'number') {
      values.push({ node, set: (value) => void (parent.items[key] = value), list: parent });
    }
  });
  return { values, pairs };
}

const parsed = (text) => parseDocument(text, { strict: false, uniqueKeys: false, logLevel: 'silent' });

/** A YAML node of a value's source text; a plain string if that is not valid YAML. */
function nodeOf(document, written) {
  const read = parsed(written);
  return read.errors.length === 0 && read.contents ? read.contents : document.createNode(written);
}

const isText = ({ node }) => isScalar(node) && typeof node.value === 'string';
const isNumber = ({ node }) => isScalar(node) && typeof node.value === 'number';

/** Each changes the document, by random choices of `c`. `other` is another graph of the corpus, as a document. */
const MUTATIONS = {
  remove(document, c) {
    const { map, pair } = c.of(placesOf(document).pairs);
    map.items.splice(map.items.indexOf(pair), 1);
  },
  removeItem(document, c) {
    const { list, node } = c.of(placesOf(document).values.filter(({ list }) => list));
    list.items.splice(list.items.indexOf(node), 1);
  },
  replace(document, c) {
    c.of(placesOf(document).values).set(nodeOf(document, c.of(VALUES)));
  },
  replaceNumber(document, c) {
    c.of(placesOf(document).values.filter(isNumber)).set(nodeOf(document, c.of(VALUES.slice(4, 27))));
  },
  replaceText(document, c) {
    const place = c.of(placesOf(document).values.filter(isText));
    place.set(document.createNode(c.of(c.happens(0.5) ? EXPRESSIONS : NAMES)));
  },
  copy(document, c) {
    const { values } = placesOf(document);
    c.of(values).set(c.of(values).node.clone());
  },
  transplant(document, c, other) {
    c.of(placesOf(document).values).set(c.of(placesOf(other).values).node.clone());
  },
  swap(document, c) {
    const { values } = placesOf(document);
    const [one, two] = [c.of(values), c.of(values)];
    const held = one.node.clone();
    one.set(two.node.clone());
    two.set(held);
  },
  rename(document, c) {
    const { pair } = c.of(placesOf(document).pairs);
    pair.key = document.createNode(c.of(NAMES));
  },
  renameToNear(document, c) {
    const { pair } = c.of(placesOf(document).pairs);
    const key = String(pair.key.value ?? pair.key);
    const at = c.whole(Math.max(1, key.length - 1));
    pair.key = document.createNode(
      c.of([
        key.slice(0, at) + (key[at + 1] ?? '') + (key[at] ?? '') + key.slice(at + 2),
        key.slice(0, at) + key.slice(at + 1),
        `${key}${c.of(['2', 's', '_', '-', 'x'])}`,
        key.toUpperCase(),
        key.replace(/s$|$/, (end) => (end ? '' : 's')),
      ]),
    );
  },
  duplicate(document, c) {
    const { map, pair } = c.of(placesOf(document).pairs);
    const twin = pair.clone();
    if (c.happens(0.7))
      twin.key = document.createNode(`${String(pair.key.value ?? pair.key)}${c.of(['2', 's', '_'])}`);
    map.items.splice(c.whole(map.items.length + 1), 0, twin);
  },
  duplicateItem(document, c) {
    const { list, node } = c.of(placesOf(document).values.filter(({ list }) => list));
    list.items.push(node.clone());
  },
  insert(document, c, other, pieces) {
    const { pairs } = placesOf(document);
    const donor = c.happens(0.6) ? nodeOf(document, c.of(pieces)) : c.of(placesOf(other).pairs).pair;
    const added = isMap(donor) ? donor.items : isPair(donor) ? [donor.clone()] : [];
    const { map } = c.of(pairs);
    for (const pair of added) {
      // If the graph has a key of that name, the example replaces its value.
      const same = pairs.filter((each) => String(each.pair.key) === String(pair.key));
      if (same.length > 0) c.of(same).pair.value = pair.value;
      else map.items.splice(c.whole(map.items.length + 1), 0, pair);
    }
  },
  reorder(document, c) {
    const { map } = c.of(placesOf(document).pairs);
    map.items.push(...map.items.splice(c.whole(map.items.length), 1));
    if (c.happens(0.3)) map.items.reverse();
  },
  reorderSections(document, c) {
    if (!isMap(document.contents)) return;
    const { items } = document.contents;
    items.unshift(...items.splice(c.whole(items.length), 1));
  },
  wrap(document, c) {
    const { node, set } = c.of(placesOf(document).values);
    const list = document.createNode([]);
    const map = document.createNode({});
    const key = c.of(NAMES);
    list.items.push(node.clone());
    map.items.push(document.createPair(key, node.clone()));
    set(c.happens(0.5) ? list : map);
  },
  unwrap(document, c) {
    const { node, set } = c.of(
      placesOf(document).values.filter(({ node }) => !isScalar(node) && node.items.length > 0),
    );
    const inner = c.of(node.items);
    set((isPair(inner) ? inner.value : inner)?.clone?.() ?? document.createNode(null));
  },
  nest(document, c) {
    const { node, set } = c.of(placesOf(document).values);
    let nested = node.clone();
    for (let depth = c.of([3, 30, 120]); depth > 0; depth -= 1) {
      const list = document.createNode([]);
      list.items.push(nested);
      nested = list;
    }
    set(nested);
  },
};

/** The mutated text and the name of the mutation; undefined if the mutation does not apply. */
export function mutateTree(text, c, other, pieces) {
  const document = parsed(text);
  const names = Object.keys(MUTATIONS);
  const done = [];
  for (let times = c.of([1, 1, 1, 2, 3]); times > 0; times -= 1) {
    const name = c.of(names);
    try {
      MUTATIONS[name](document, c, parsed(other), pieces);
      done.push(name);
    } catch (error) {
      // The graph has nothing that this mutation applies to.
      if (!(error instanceof TypeError)) throw error;
    }
  }
  if (done.length === 0) return undefined;
  document.errors = [];
  try {
    return { text: document.toString({ lineWidth: c.of([0, 80]) }), done };
  } catch {
    // An alias whose anchor was removed can't be serialized.
    return undefined;
  }
}

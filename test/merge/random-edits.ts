/** Random changes of graphs, as people make them: each changes the text of a graph, or fails to find anything to change. */
import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  Scalar,
  visit,
  type Document,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Random } from '../support/seeded-random.js';

type EntryPair = Pair<Scalar<string>, unknown>;

export const WRITTEN = { lineWidth: 120, flowCollectionPadding: false } as const;

/** The form of a text in which random edits leave all that they don't change as it is. */
export const written = (text: string): string => parseDocument(text).toString(WRITTEN);

const pick = <T>(random: Random, list: readonly T[]): T | undefined => list[random.whole(0, list.length)];

const sectionOf = (document: Document, key: string): YAMLMap | undefined => {
  const found = document.get(key);
  return isMap(found) ? found : undefined;
};
const entriesOf = (map: YAMLMap | undefined): EntryPair[] => (map?.items ?? []) as EntryPair[];
const nameOf = (pair: EntryPair | undefined): string => String(pair?.key.value);

function collect<T>(
  document: Document,
  test: (node: unknown, path: readonly unknown[]) => T | undefined,
): T[] {
  const found: T[] = [];
  visit(document, (_, node, path) => {
    const hit = test(node, path);
    if (hit !== undefined) found.push(hit);
  });
  return found;
}

const layerLists = (document: Document): YAMLSeq[] =>
  collect(document, (node, path) => {
    const owner = path.at(-1);
    return isSeq(node) && isPair(owner) && isScalar(owner.key) && owner.key.value === 'layers'
      ? node
      : undefined;
  });

const SECTIONS = ['params', 'profiles', 'data', 'networks', 'models', 'plan', 'evaluate'];

/** A name that two texts may come to use both. */
const newName = (random: Random): string =>
  `${pick(random, ['extra', 'other', 'spare', 'second'])!}${random.whole(0, 3)}`;

function layer(document: Document, random: Random): unknown {
  const units = random.whole(1, 4) * 16;
  return document.createNode(
    pick<unknown>(random, [
      { Dropout: random.whole(1, 6) / 10 },
      { Dense: units },
      'BatchNormalization',
      { Dense: { units, activation: 'relu' } },
      { LeakyReLU: 0.2 },
      { Dense: { units, use_bias: false }, name: newName(random) },
    ]),
    { flow: true },
  );
}

type DocumentEdit = (document: Document, random: Random) => boolean | void;

const documentEdits: Record<string, DocumentEdit> = {
  changeNumber(document, random) {
    const numbers = collect(document, (node, path) =>
      isScalar(node) && typeof node.value === 'number' && path.length > 2 ? node : undefined,
    );
    const node = pick(random, numbers);
    if (!node) return false;
    const value = node.value as number;
    node.value = Number.isInteger(value) ? value + random.whole(1, 4) : value / 2;
    delete node.source;
  },
  changeChoice(document, random) {
    const texts = collect(document, (node) =>
      isScalar(node) && ['relu', 'tanh', 'same', 'valid', 'softmax', 'sigmoid'].includes(String(node.value))
        ? node
        : undefined,
    );
    const node = pick(random, texts);
    if (!node) return false;
    node.value = pick(random, ['relu', 'tanh', 'sigmoid'])!;
  },
  changeSeed(document, random) {
    document.set('seed', random.whole(1, 5));
  },
  insertLayer(document, random) {
    const list = pick(random, layerLists(document));
    if (!list) return false;
    list.items.splice(random.whole(0, list.items.length + 1), 0, layer(document, random));
  },
  removeLayer(document, random) {
    const list = pick(random, layerLists(document));
    if (!list || list.items.length < 2) return false;
    list.items.splice(random.whole(0, list.items.length), 1);
  },
  moveLayer(document, random) {
    const list = pick(random, layerLists(document));
    if (!list || list.items.length < 2) return false;
    const [moved] = list.items.splice(random.whole(0, list.items.length), 1);
    list.items.splice(random.whole(0, list.items.length + 1), 0, moved);
  },
  nameLayer(document, random) {
    const maps = layerLists(document).flatMap(({ items }) =>
      items.filter((item): item is YAMLMap => isMap(item) && !item.has('for') && !item.has('repeat')),
    );
    const map = pick(random, maps);
    if (!map) return false;
    map.set('name', newName(random));
  },
  copyEntry(document, random) {
    const section = sectionOf(document, pick(random, ['params', 'data', 'networks', 'models', 'evaluate'])!);
    const source = pick(random, entriesOf(section));
    if (!section || !source) return false;
    const name = newName(random);
    if (section.has(name)) return false;
    const copy = document.createPair(name, null) as EntryPair;
    copy.value = (source.value as { clone?: () => unknown }).clone?.() ?? source.value;
    section.items.splice(random.whole(0, section.items.length + 1), 0, copy);
  },
  addPhase(document, random) {
    const section = sectionOf(document, 'plan');
    const source = pick(random, entriesOf(section));
    if (!section || !source) return false;
    const name = newName(random);
    if (section.has(name)) return false;
    const phase = document.createNode({ extends: nameOf(source), after: nameOf(source) });
    if (random.next() < 0.5) phase.flow = true;
    section.items.splice(random.whole(0, section.items.length + 1), 0, document.createPair(name, phase));
  },
  addLike(document, random) {
    const section = sectionOf(document, 'networks');
    const source = pick(random, entriesOf(section));
    const name = newName(random);
    if (!section || !source || section.has(name)) return false;
    section.items.push(
      document.createPair(name, document.createNode({ like: nameOf(source) }, { flow: true })),
    );
  },
  removeEntry(document, random) {
    const section = sectionOf(document, pick(random, SECTIONS)!);
    const entry = pick(random, entriesOf(section));
    if (!section || !entry || section.items.length < 2) return false;
    section.delete(nameOf(entry));
  },
  removeKey(document, random) {
    const phase = pick(random, entriesOf(sectionOf(document, 'plan')))?.value;
    if (!isMap(phase)) return false;
    phase.delete(pick(random, ['metrics', 'validate', 'after', 'freeze', 'clip_gradients', 'keep'])!);
  },
  addPhaseKey(document, random) {
    const phase = pick(random, entriesOf(sectionOf(document, 'plan')))?.value;
    if (!isMap(phase)) return false;
    const [key, value] = pick<[string, unknown]>(random, [
      ['clip_gradients', random.whole(1, 3)],
      ['keep', 'best'],
      ['untrained', true],
      ['learning_rate', { ramp: [0.01, 0.001], epochs: random.whole(1, 4) }],
    ])!;
    phase.set(key, document.createNode(value, { flow: true }));
  },
  freezeLayer(document, random) {
    const phase = pick(random, entriesOf(sectionOf(document, 'plan')))?.value;
    const network = pick(random, entriesOf(sectionOf(document, 'networks')));
    if (!isMap(phase) || !network) return false;
    const selector = `${nameOf(network)}/${pick(random, ['dense', 'dense_1', 'conv2d', 'dense*', 'latent'])!}`;
    const list = phase.get('freeze');
    if (isSeq(list)) list.items.push(document.createNode(selector));
    else phase.set('freeze', document.createNode([selector], { flow: true }));
  },
  addMetric(document, random) {
    const phase = pick(random, entriesOf(sectionOf(document, 'plan')))?.value;
    if (!isMap(phase) || typeof phase.get('loss') !== 'string') return false;
    const metrics = phase.get('metrics');
    const loss = phase.get('loss');
    const name = newName(random);
    if (isMap(metrics)) metrics.set(name, loss);
    else phase.set('metrics', document.createNode({ [name]: loss }));
  },
  addProfileValue(document, random) {
    const profiles = sectionOf(document, 'profiles');
    const phase = pick(random, entriesOf(sectionOf(document, 'plan')));
    const network = pick(random, entriesOf(sectionOf(document, 'networks')));
    if (!phase || !network) return false;
    const path = pick(random, [
      `plan.${nameOf(phase)}.on.epochs`,
      `plan.${nameOf(phase)}.clip_gradients`,
      `networks.${nameOf(network)}.layers.1.Dense.units`,
    ])!;
    const name = pick(random, ['quick', ...entriesOf(profiles).map(nameOf)])!;
    if (!profiles) document.set('profiles', document.createNode({ [name]: { [path]: 2 } }));
    else if (isMap(profiles.get(name))) (profiles.get(name) as YAMLMap).set(path, random.whole(1, 4));
    else profiles.set(name, document.createNode({ [path]: random.whole(1, 4) }));
  },
  addParameter(document, random) {
    const name = newName(random);
    const value = random.whole(1, 9);
    const params = sectionOf(document, 'params');
    if (params) params.set(name, value);
    else document.set('params', document.createNode({ [name]: value }));
  },
  addData(document, random) {
    const section = sectionOf(document, 'data');
    const source = pick(random, entriesOf(section));
    const name = newName(random);
    if (!section || !source || section.has(name)) return false;
    section.set(name, document.createNode({ from: nameOf(source), split: { train: 0.8, test: 0.2 } }));
  },
  addEvaluation(document, random) {
    const section = sectionOf(document, 'evaluate');
    const source = pick(random, entriesOf(section))?.value;
    if (!section || !isMap(source)) return false;
    const copy = source.clone() as YAMLMap;
    copy.set('expect', `>= 0.${random.whole(1, 9)}`);
    section.set(newName(random), copy);
  },
  addReport(document, random) {
    const phase = pick(random, entriesOf(sectionOf(document, 'plan')));
    if (!phase) return false;
    const report = document.get('report');
    const item = document.createNode({ curves: [nameOf(phase)] }, { flow: true });
    if (isSeq(report)) report.items.splice(random.whole(0, report.items.length + 1), 0, item);
    else document.set('report', document.createNode([item]));
  },
  reorderEntries(document, random) {
    const map = pick(
      random,
      collect(document, (node) => (isMap(node) && node.items.length > 1 && !node.flow ? node : undefined)),
    );
    if (!map) return false;
    const [moved] = map.items.splice(random.whole(0, map.items.length), 1);
    map.items.splice(random.whole(0, map.items.length + 1), 0, moved!);
  },
  changeStyle(document, random) {
    const node = pick(
      random,
      collect(document, (one, path) =>
        isCollection(one) && path.length > 2 && one.items.length > 0 ? one : undefined,
      ),
    );
    if (!node) return false;
    node.flow = !node.flow;
  },
  changeQuotes(document, random) {
    const node = pick(
      random,
      collect(document, (one, path) =>
        isScalar(one) &&
        typeof one.value === 'string' &&
        isPair(path.at(-1)) &&
        (path.at(-1) as Pair).value === one
          ? one
          : undefined,
      ),
    );
    if (!node) return false;
    node.type = pick(random, [Scalar.PLAIN, Scalar.QUOTE_DOUBLE, Scalar.QUOTE_SINGLE] as const)!;
  },
  commentAbove(document, random) {
    const pair = pick(
      random,
      collect(document, (node) => (isPair(node) && isScalar(node.key) ? (node as EntryPair) : undefined)),
    );
    if (!pair) return false;
    pair.key.commentBefore = ` remark ${random.whole(0, 1000)}`;
  },
  commentBehind(document, random) {
    const node = pick(
      random,
      collect(document, (one) => (isScalar(one) ? one : undefined)),
    );
    if (!node) return false;
    node.comment = ` note ${random.whole(0, 1000)}`;
  },
  commentAtEnd(document, random) {
    const map = pick(
      random,
      collect(document, (node) => (isMap(node) && !node.flow ? node : undefined)),
    );
    if (!map) return false;
    map.comment = ` end ${random.whole(0, 1000)}`;
  },
  removeComment(document, random) {
    const nodes = collect(document, (node) =>
      isScalar(node) && (node.comment || node.commentBefore) ? node : undefined,
    );
    const node = pick(random, nodes);
    if (!node) return false;
    delete node.comment;
    delete node.commentBefore;
  },
  emptyLine(document, random) {
    const pair = pick(
      random,
      collect(document, (node) => (isPair(node) && isScalar(node.key) ? (node as EntryPair) : undefined)),
    );
    if (!pair) return false;
    pair.key.spaceBefore = !pair.key.spaceBefore;
  },
};

type TextEdit = (text: string, random: Random) => string;

const textEdits: Record<string, TextEdit> = {
  rename(text, random) {
    const document = parseDocument(text);
    const entry = pick(random, entriesOf(sectionOf(document, pick(random, SECTIONS)!)));
    if (!entry) return text;
    const name = nameOf(entry);
    const to = pick(random, [`${name}_new`, `my_${name}`, newName(random)])!;
    return text.replace(new RegExp(`(?<![\\w#])${name}(?!\\w)`, 'g'), to);
  },
  renameField(text, random) {
    const document = parseDocument(text);
    const fields = entriesOf(sectionOf(document, 'data')).flatMap(({ value }) =>
      isMap(value) ? entriesOf(value.get('add') as YAMLMap | undefined).map(nameOf) : [],
    );
    const name = pick(random, fields);
    if (!name) return text;
    return text.replace(new RegExp(`(?<!\\w)${name}(?!\\w)`, 'g'), `${name}_field`);
  },
  windowsLines: (text, random) => (random.next() < 0.1 ? text.replace(/\r?\n/g, '\r\n') : text),
  cutEnd: (text, random) => (random.next() < 0.1 ? text.replace(/\r?\n$/, '') : text),
};

const EDITS: readonly TextEdit[] = [
  ...Object.values(documentEdits).map((edit): TextEdit => (text, random) => {
    const document = parseDocument(text);
    return edit(document, random) === false ? text : document.toString(WRITTEN);
  }),
  ...Object.values(textEdits),
  // Renamings are what a merge by lines gets wrong.
  textEdits['rename']!,
  textEdits['rename']!,
];

/** A text with one random change; the same text if none was found. */
export function randomEdit(text: string, random: Random): string {
  return pick(random, EDITS)!(text, random);
}

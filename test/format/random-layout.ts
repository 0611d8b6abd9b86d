import { isAlias, isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import { GRAPH_ORDER, orderBelow, orderedIndices, type KeyOrder } from '../../src/format/key-order.js';

type Random = () => number;

interface Layout {
  random: Random;
  /** Share of places with a comment. */
  comments: number;
  /** Share of maps whose keys are shuffled, if their order has no meaning. */
  shuffled: number;
  flow: number;
  quoted: number;
  blank: number;
  count: number;
}

/**
 * A graph written otherwise: in braces or as a block, with other quotes, indentation, blank lines and keys in another
 * order, with comments wherever YAML allows them. It means the same.
 */
export function randomLayout(text: string, random: Random): string {
  const { contents } = parseDocument(text, { merge: false });
  const some = (most: number): number => (random() < 0.3 ? 0 : random() * most);
  const layout: Layout = {
    random,
    comments: some(0.5),
    shuffled: some(1),
    flow: some(1),
    quoted: some(1),
    blank: some(0.4),
    count: 0,
  };
  const header = random() < layout.comments ? `# a header\n${random() < 0.5 ? '\n' : ''}` : '';
  const body = isMap(contents) ? block(contents, '', layout, GRAPH_ORDER) : stringify(contents);
  const whole = `${header}${body.replace(/^\n+/, '')}${ownLine(layout, '')}`;
  return random() < 0.1 ? whole.replaceAll('\n', '\r\n') : whole;
}

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

const comment = (layout: Layout): string => {
  layout.count += 1;
  const text = pick(layout.random, ['why', 'a: 1', '- item', '"quoted', '{[', 'TODO: loss', '# twice', '']);
  return `#${layout.random() < 0.9 ? ' ' : ''}c${layout.count} ${text}`;
};
const maybe = (layout: Layout, share: number): boolean => layout.random() < share;

/** Comments and blank lines above an entry. */
function ownLine(layout: Layout, indent: string): string {
  let text = '';
  while (maybe(layout, layout.comments / 2)) {
    const shift = maybe(layout, 0.2) ? ' '.repeat(Math.floor(layout.random() * 5)) : '';
    text += `${indent}${shift}${comment(layout)}\n`;
  }
  if (maybe(layout, layout.blank)) text += '\n'.repeat(1 + Math.floor(layout.random() * 3));
  return text;
}

const behind = (layout: Layout): string =>
  maybe(layout, layout.comments) ? `${pick(layout.random, [' ', '   '])}${comment(layout)}` : '';

interface Item {
  key: string | undefined;
  value: unknown;
  order: KeyOrder | undefined;
}

function itemsOf(node: unknown, layout: Layout, order: KeyOrder | undefined): Item[] {
  if (isSeq(node)) return node.items.map((value) => ({ key: undefined, value, order }));
  if (!isMap(node)) return [];
  const items = node.items.map(({ key, value }) => {
    const name = String(isScalar(key) ? (key.source ?? key.value) : key);
    return { key: name, value, order: orderBelow(order, name) };
  });
  const keys = items.map(({ key }) => key);
  if (!orderedIndices(keys, order) || !maybe(layout, layout.shuffled)) return items;
  return items
    .map((item) => ({ item, at: layout.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** A collection as a block of lines. */
function block(node: unknown, indent: string, layout: Layout, order: KeyOrder | undefined): string {
  let text = '';
  const step = ' '.repeat(pick(layout.random, [1, 2, 2, 2, 3, 4]));
  for (const { key, value, order: below } of itemsOf(node, layout, order)) {
    text += ownLine(layout, indent);
    const head = key === undefined ? '-' : `${keyText(key, layout)}:`;
    const isBlock =
      (isMap(value) || isSeq(value)) &&
      value.items.length > 0 &&
      (hasVariableName(value) || !maybe(layout, layout.flow));
    if (!isBlock) {
      text += `${indent}${head} ${pick(layout.random, ['', '', '  '])}${inline(value, layout, below, `${indent}  `, false)}${behind(layout)}\n`;
      continue;
    }
    const anchor = value.anchor ? ` &${value.anchor}` : '';
    const inner = block(
      value,
      indent + (key !== undefined && isSeq(value) && maybe(layout, 0.3) ? '' : step),
      layout,
      below,
    );
    // A map may begin on the line of its dash.
    const first = inner.slice(indent.length + 1);
    const isBesideDash = inner.startsWith(`${indent}${step}`);
    if (
      isBesideDash &&
      key === undefined &&
      anchor === '' &&
      step.length > 1 &&
      /^ +[^ #\n]/.test(first) &&
      maybe(layout, 0.8)
    )
      text += `${indent}-${first}`;
    else text += `${indent}${head}${anchor}${behind(layout)}\n${inner}`;
  }
  return text;
}

function keyText(key: string, layout: Layout): string {
  return maybe(layout, layout.quoted / 4) && key !== '<<' ? JSON.stringify(key) : key;
}

/** A value on one line, or in braces over several. */
function inline(
  node: unknown,
  layout: Layout,
  order: KeyOrder | undefined,
  indent: string,
  inFlow: boolean,
): string {
  if (isAlias(node)) return `*${node.source}`;
  if (isScalar(node))
    return (node.anchor ? `&${node.anchor} ` : '') + scalar(node.value, node.source, layout, inFlow);
  if (!isMap(node) && !isSeq(node)) return '';
  const [open, close] = isMap(node) ? ['{', '}'] : ['[', ']'];
  const isLong = maybe(layout, 0.15) || maybe(layout, layout.comments / 2);
  const gap = (): string => {
    if (!isLong) return pick(layout.random, ['', ' ']);
    return `${behind(layout)}\n${ownLine(layout, indent)}${indent}`;
  };
  const items = itemsOf(node, layout, order).map(({ key, value, order: below }, i, { length }) => {
    const text = inline(value, layout, below, `${indent}  `, true);
    const comma = i < length - 1 || (isLong && maybe(layout, 0.5)) ? ',' : '';
    return `${gap()}${key === undefined ? '' : `${keyText(key, layout)}: `}${text}${comma}`;
  });
  return `${node.anchor ? `&${node.anchor} ` : ''}${open}${items.join('')}${gap()}${close}`;
}

function scalar(value: unknown, source: string | undefined, layout: Layout, inFlow: boolean): string {
  if (typeof value !== 'string') return source ?? String(value);
  const styles = [JSON.stringify(value)];
  if (!/[\\\n]/.test(value)) styles.push(`'${value.replaceAll("'", "''")}'`);
  const plain = stringify(
    inFlow ? [value] : value,
    inFlow ? { collectionStyle: 'flow', lineWidth: 0 } : { lineWidth: 0 },
  ).trim();
  const bare = inFlow ? plain.slice(1, -1).trim() : plain;
  return maybe(layout, layout.quoted) || bare.includes('\n') ? pick(layout.random, styles) : bare;
}

/** A graph with some sections and some entries of another one, which need not be valid. */
export function randomPart(text: string, random: Random): string {
  const document = parseDocument(text, { merge: false });
  const { contents } = document;
  if (!isMap(contents)) return text;
  const keep = <T>(items: T[], most: number): T[] => {
    const chosen = new Set(Array.from({ length: most }, () => Math.floor(random() * items.length)));
    return items.filter((_, i) => chosen.has(i));
  };
  contents.items = contents.items.filter(({ key }) => String(key) === 'lagraph' || random() < 0.4);
  for (const { value } of contents.items) {
    if (isMap(value) || isSeq(value)) value.items = keep<never>(value.items as never[], 2);
  }
  // Aliases may have lost their anchors.
  return document.errors.length > 0 || /\*\w/.test(text) ? text : document.toString({ lineWidth: 0 });
}

/** Names with variables are written without quotes, which they need in flow maps. */
function hasVariableName(node: unknown): boolean {
  if (isSeq(node)) return node.items.some(hasVariableName);
  if (!isMap(node)) return false;
  return node.items.some(
    ({ key, value }) => (isScalar(key) && String(key.value).includes('${')) || hasVariableName(value),
  );
}

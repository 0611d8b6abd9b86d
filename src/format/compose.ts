import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  type CST,
  type Document,
  type Node,
  type Pair,
  type ParsedNode,
} from 'yaml';

interface Composed {
  document: Document.Parsed;
  tokens: readonly CST.Token[];
}

/** Each step begins with the text that the one before left, most often unchanged. */
let last: (Composed & { text: string }) | undefined;

/** Parses a text that is known to be YAML of one document. */
export function compose(text: string): Composed {
  if (last?.text === text) return last;
  const tokens = [...new Parser().parse(text)];
  const options = { keepSourceTokens: true, uniqueKeys: false, merge: false, prettyErrors: false };
  const [document] = [...new Composer(options).compose(tokens, true, text.length)];
  last = { text, tokens, document: document as Document.Parsed };
  return last;
}

/** The value of a text that is known to be YAML of one document. */
export const contentsOf = (text: string): ParsedNode | null => compose(text).document.contents;

/** A step from a collection to a value in it. */
export type Step = string | number;

/** The text of a key. */
export const keyOf = (pair: Pair): string =>
  isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : '?';

/** What a collection of a document contains, in its order. */
export function childrenOf(node: unknown): { step: Step; value: unknown; pair?: Pair }[] {
  if (isMap(node)) return node.items.map((pair) => ({ step: keyOf(pair), value: pair.value, pair }));
  if (isSeq(node)) return node.items.map((value, step) => ({ step, value }));
  return [];
}

/** The names of the anchors and aliases below a node, itself included. */
export function anchorsAndAliases(node: unknown): { anchors: Set<string>; aliases: Set<string> } {
  const [anchors, aliases] = [new Set<string>(), new Set<string>()];
  const visit = (inner: unknown): void => {
    if (isAlias(inner)) aliases.add(inner.source);
    else if ((isScalar(inner) || isMap(inner) || isSeq(inner)) && inner.anchor) anchors.add(inner.anchor);
    for (const { value, pair } of childrenOf(inner)) {
      if (pair) visit(pair.key);
      visit(value);
    }
  };
  visit(node);
  return { anchors, aliases };
}

/** Whether a key, value or item of a pair has an anchor or a tag before it. */
export const hasProperties = (node: unknown): boolean =>
  (isScalar(node) || isMap(node) || isSeq(node)) &&
  (node.anchor !== undefined || (node as Node & { tag?: string }).tag !== undefined);

import { Composer, Parser, YAMLParseError, type CST, type ParsedNode, type Document } from 'yaml';
import { MAX_TREE_DEPTH } from './tree.js';

/** The composed document, or the range of a collection that is nested too deeply. */
export type ComposedYaml =
  { document: Document.Parsed | undefined } | { tooDeep: { start: number; end: number } };

/**
 * The last long texts, the oldest first. A graph and its parts are read several times: for what they import and the words
 * that they name, as a graph, and by an editor as they are written.
 */
const kept = new Map<string, ComposedYaml>();
const MIN_KEPT_LENGTH = 1000;
/** Characters of all that are kept; the last text is, however long it is. */
const MAX_KEPT_LENGTH = 200_000;

/** Composes a text; nobody changes what comes out. */
export function composeYaml(text: string, options: { keepSourceTokens?: boolean } = {}): ComposedYaml {
  if (options.keepSourceTokens) return composeAnew(text, options);
  const known = kept.get(text);
  if (known) return known;
  const composed = composeAnew(text, options);
  if (text.length >= MIN_KEPT_LENGTH) keep(text, composed);
  return composed;
}

function keep(text: string, composed: ComposedYaml): void {
  kept.set(text, composed);
  let length = [...kept.keys()].reduce((sum, one) => sum + one.length, 0);
  for (const oldest of kept.keys()) {
    if (length <= MAX_KEPT_LENGTH || oldest === text) return;
    kept.delete(oldest);
    length -= oldest.length;
  }
}

/**
 * As `parseDocument` of yaml, which composes nodes by recursion: so the nesting depth is checked first, including
 * that of brackets in a text that is not valid YAML.
 */
function composeAnew(text: string, options: { keepSourceTokens?: boolean }): ComposedYaml {
  const tokens = [...new Parser().parse(text)];
  const at = firstTooDeep(tokens);
  if (at !== undefined) return { tooDeep: { start: at, end: at + 1 } };
  const composer = new Composer({
    prettyErrors: false,
    // Both are checked by parseYaml, where the ranges are known.
    uniqueKeys: false,
    merge: false,
    version: '1.2',
    keepSourceTokens: options.keepSourceTokens ?? false,
  });
  let document: Document.Parsed<ParsedNode> | undefined;
  for (const each of composer.compose(tokens, true, text.length)) {
    if (!document) document = each;
    else {
      document.errors.push(
        new YAMLParseError([each.range[0], each.range[1]], 'MULTIPLE_DOCS', 'a second document'),
      );
      break;
    }
  }
  return { document };
}

/** Offset of the first collection that is nested too deeply. */
function firstTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const waiting = tokens.map((token) => ({ token, depth: 0 })).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, depth } = next;
    if (token.type === 'document') {
      if (token.value) waiting.push({ token: token.value, depth });
    } else if ('items' in token) {
      if (depth >= MAX_TREE_DEPTH) return token.offset;
      for (const { key, value } of [...token.items].reverse()) {
        if (value) waiting.push({ token: value, depth: depth + 1 });
        if (key) waiting.push({ token: key, depth: depth + 1 });
      }
    }
  }
  return undefined;
}

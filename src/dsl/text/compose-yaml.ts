import { Composer, Parser, YAMLParseError, type CST, type ParsedNode, type Document } from 'yaml';
import { MAX_TREE_DEPTH } from './tree.js';

/** A document, or where values stand in each other too deep to be walked. */
export type ComposedYaml =
  { document: Document.Parsed | undefined } | { tooDeep: { start: number; end: number } };

/**
 * As `parseDocument` of yaml, which composes nodes by recursion: how deep they stand in each other is looked at before.
 * What brackets nest is also found in a text that is no YAML.
 */
export function composeYaml(text: string): ComposedYaml {
  const tokens = [...new Parser().parse(text)];
  const at = firstTooDeep(tokens);
  if (at !== undefined) return { tooDeep: { start: at, end: at + 1 } };
  const composer = new Composer({
    prettyErrors: false,
    // Both are done by parseYaml, where the places are known.
    uniqueKeys: false,
    merge: false,
    version: '1.2',
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

/** Where the first collection begins that has too many around it. */
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

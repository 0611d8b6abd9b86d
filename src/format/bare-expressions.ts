import { replaceSpans, type SpanEdit } from '../diagnostics/index.js';
import { isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml';
import { parseExpression } from '../dsl/index.js';
import { childrenOf, contentsOf, type Step } from './compose.js';

/**
 * Takes the quotes from expressions outside of braces and brackets, where commas have no meaning to YAML.
 *
 * @returns the text, and the paths of what lost its quotes
 */
export function bareExpressions(text: string): { text: string; bared: (readonly Step[])[] } {
  const edits: SpanEdit[] = [];
  const bared: (readonly Step[])[] = [];
  const visit = (node: unknown, path: readonly Step[]): void => {
    if (isScalar(node)) {
      if (!isQuoted(node) || !isBareExpression(node.value)) return;
      const [start, end] = node.range!;
      // Escapes and line breaks stay visible.
      if (/[\\\n]/.test(text.slice(start, end))) return;
      edits.push({ start, end, replacement: node.value });
      bared.push(path);
    } else if ((isMap(node) || isSeq(node)) && !node.flow) {
      for (const { step, value } of childrenOf(node)) visit(value, [...path, step]);
    }
  };
  visit(contentsOf(text), []);
  text = replaceSpans(text, edits);
  return { text, bared };
}

const isQuoted = (node: Scalar): node is Scalar<string> =>
  typeof node.value === 'string' &&
  (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') &&
  node.tag === undefined;

/** Whether a text is a call or an operation, and reads the same without quotes. */
function isBareExpression(value: string): boolean {
  if (!/\w\(| -> | [-+*/] /.test(value) || /[^\x20-\x7e]/.test(value)) return false;
  const place = { file: '', start: 0, end: 0 };
  const withoutReferences = value.replace(/\$\{[^{}]*\}/g, 'x');
  if (
    !parseExpression(
      withoutReferences,
      () => place,
      () => {},
    )
  )
    return false;
  return (['1.1', '1.2'] as const).every((version) => {
    const { contents, errors, warnings } = parseDocument(`k: ${value}\n`, { version, prettyErrors: false });
    const read = isMap(contents) && contents.items.length === 1 ? contents.items[0]!.value : undefined;
    return (
      errors.length + warnings.length === 0 &&
      isScalar(read) &&
      read.type === 'PLAIN' &&
      read.value === value &&
      !read.comment
    );
  });
}

import { escapeToOneLine } from '../../diagnostics/index.js';

/**
 * zrender keeps measured texts in a plain object: a text such as `__proto__` or `constructor` would find what every
 * object inherits there, and change it. A word joiner in front, which is not displayed, makes it another key.
 */
const WORD_JOINER = '\u2060';
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** A text of any origin for a chart: on one line, without control characters, safe as a key of a plain object. */
export function chartText(text: string): string {
  const line = escapeToOneLine(text);
  return inherited.has(line) ? `${WORD_JOINER}${line}` : line;
}

/** Takes out what `chartText` put in, once a chart is text itself. */
export const removeTextGuards = (svg: string): string => svg.replaceAll(WORD_JOINER, '');

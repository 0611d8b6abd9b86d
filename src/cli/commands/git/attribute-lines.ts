/** The lines of .gitattributes that name lagraph's drivers. */

const ATTRIBUTES = 'diff=lagraph merge=lagraph';
const HEADING = '# Graphs are merged and compared by what they mean (lagraph git install)';

const isOwn = (line: string): boolean => line === HEADING || line.endsWith(` ${ATTRIBUTES}`);

/** A pattern as .gitattributes has it: quoted, if it has spaces or signs with a meaning of their own. */
export function attributePattern(pattern: string): string {
  return /[\s"\\]/.test(pattern) ? JSON.stringify(pattern) : pattern;
}

/** The patterns that lagraph's lines are for. */
export const ownPatterns = (text: string): string[] =>
  linesOf(text).flatMap((line) =>
    isOwn(line) && line !== HEADING ? [line.slice(0, -ATTRIBUTES.length - 1)] : [],
  );

/** The text with lines for patterns; the others stay as they are. */
export function withAttributeLines(text: string, patterns: readonly string[]): string {
  const known = new Set(ownPatterns(text));
  const added = patterns
    .filter((pattern) => !known.has(pattern))
    .map((pattern) => `${pattern} ${ATTRIBUTES}`);
  if (added.length === 0) return text;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const begun = text === '' || text.endsWith('\n') ? text : text + lineBreak;
  const heading = linesOf(text).includes(HEADING) ? [] : [HEADING];
  return begun + [...heading, ...added].map((line) => line + lineBreak).join('');
}

/** The text without lagraph's lines. */
export const withoutAttributeLines = (text: string): string =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).filter((line) => !isOwn(line.replace(/\r?\n$/, ''))).join('');

const linesOf = (text: string): string[] => text.split(/\r?\n/);

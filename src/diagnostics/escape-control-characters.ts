/**
 * Characters that control a terminal or renderer instead of being displayed: C0 and C1 controls, line and paragraph
 * separators, bidirectional controls, and what XML forbids.
 */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Bidi_Control}\p{Surrogate}\u2028\u2029\ufeff\ufffe\uffff]/gu;

/** Escaped as in JSON and YAML, so that escaped JSON or YAML keeps its meaning. */
const unicodeEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Escapes control characters in a text of any origin (a graph, a file name, a library's message); line breaks and
 * tabs are kept.
 */
export const escapeControlCharacters = (text: string): string =>
  text
    .replace(/\r\n/g, '\n')
    .replace(CONTROL_CHARACTERS, (character) =>
      character === '\n' || character === '\t' ? character : unicodeEscape(character),
    );

/** The same, on one line. */
export const escapeToOneLine = (text: string): string => text.replace(CONTROL_CHARACTERS, unicodeEscape);

/** A plain value in which all strings are escaped. */
export function escapeControlCharactersDeep<T>(value: T): T {
  if (typeof value === 'string') return escapeControlCharacters(value) as T;
  if (Array.isArray(value)) return value.map(escapeControlCharactersDeep) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      escapeControlCharacters(key),
      escapeControlCharactersDeep(part as unknown),
    ]),
  ) as T;
}

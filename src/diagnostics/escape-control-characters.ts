/**
 * What steers whoever shows a text instead of being shown: C0 and C1 controls, separators of lines and paragraphs, marks
 * that turn the direction of writing, and what XML allows nowhere.
 */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Bidi_Control}\p{Surrogate}\u2028\u2029\ufeff\ufffe\uffff]/gu;

/** JSON's and YAML's way to write it, so that a text of theirs stays what it is. */
const unicodeEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text of any origin (a graph, a file's name, a library's message) as it may be shown. Lines and tabs stay. */
export const escapeControlCharacters = (text: string): string =>
  text
    .replace(/\r\n/g, '\n')
    .replace(CONTROL_CHARACTERS, (character) =>
      character === '\n' || character === '\t' ? character : unicodeEscape(character),
    );

/** The same in one line. */
export const escapeToOneLine = (text: string): string => text.replace(CONTROL_CHARACTERS, unicodeEscape);

/** A plain value with all of its texts printable. */
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

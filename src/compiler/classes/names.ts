/** How many names a message shows. */
const SHOWN = 12;

export const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, at) => name === b[at]);

/** Names for a message: `cat, dog`. */
export const listed = (names: readonly string[]): string =>
  `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ` ... (${names.length})` : ''}`;

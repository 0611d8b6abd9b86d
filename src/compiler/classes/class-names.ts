/** Maximum number of names in a message. */
const MAX_LISTED_CLASSES = 12;

export const sameClassNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, at) => name === b[at]);

/** Class names for a message: `cat, dog`. */
export const classNamesText = (names: readonly string[]): string =>
  `${names.slice(0, MAX_LISTED_CLASSES).join(', ')}${names.length > MAX_LISTED_CLASSES ? ` ... (${names.length})` : ''}`;

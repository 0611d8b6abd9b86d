/** Definitions by name. A duplicate name is a bug of the vocabulary. */
export function definitionsByName<T extends { name: string }>(
  definitions: readonly T[],
): ReadonlyMap<string, T> {
  const byName = new Map(definitions.map((word) => [word.name, word]));
  if (byName.size !== definitions.length) throw new Error('two words of the vocabulary have the same name');
  return byName;
}

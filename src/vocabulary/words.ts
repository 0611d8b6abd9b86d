/** Words by name. Two words of one name are a fault of the vocabulary. */
export function words<T extends { name: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  const byName = new Map(list.map((word) => [word.name, word]));
  if (byName.size !== list.length) throw new Error('two words of the vocabulary have the same name');
  return byName;
}

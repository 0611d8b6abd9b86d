/**
 * Definitions by name. Words of graphs' own are found under their ids, and are not among those that are listed: which of
 * them a graph has, it says itself.
 */
export class DefinitionMap<T extends { name: string }> extends Map<string, T> {
  readonly #own = new Map<string, T>();

  override get(name: string): T | undefined {
    return super.get(name) ?? this.#own.get(name);
  }

  override has(name: string): boolean {
    return super.has(name) || this.#own.has(name);
  }

  /** Makes a word of a graph's own known by its id. */
  addOwn(id: string, definition: T): void {
    this.#own.set(id, definition);
  }
}

/** A duplicate name is a bug of the vocabulary. */
export function definitionsByName<T extends { name: string }>(definitions: readonly T[]): DefinitionMap<T> {
  const byName = new DefinitionMap<T>(definitions.map((word) => [word.name, word]));
  if (byName.size !== definitions.length) throw new Error('two words of the vocabulary have the same name');
  return byName;
}

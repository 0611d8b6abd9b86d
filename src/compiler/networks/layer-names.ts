/** Keras's snake case (`to_snake_case` in keras/src/utils/naming.py): Conv2DTranspose is conv2d_transpose. */
export function snakeCase(word: string): string {
  return word
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * Names the layers of one network: as written, or derived from the word as in Keras: `conv2d`, `conv2d_1`, ...
 *
 * @param written explicit names, which are not generated for other layers
 */
export function createLayerNames(written: Iterable<string>): (word: string) => string {
  const taken = new Set(written);
  const counts = new Map<string, number>();
  return (word) => {
    const base = snakeCase(word);
    for (let count = counts.get(base) ?? 0; ; count += 1) {
      const name = count === 0 ? base : `${base}_${count}`;
      if (taken.has(name)) continue;
      counts.set(base, count + 1);
      return name;
    }
  };
}

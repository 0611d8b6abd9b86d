/** What a name with dots begins with, itself first: of `a.b.c` also `a.b` and `a`. */
export function* namePrefixes(name: string): Generator<string> {
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) yield name.slice(0, end);
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`;

/** Words as a line for a POSIX shell. */
export const shellLine = (words: readonly string[]): string => words.map(quoted).join(' ');

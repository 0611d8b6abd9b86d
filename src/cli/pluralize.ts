/** `1 phase`, `2 phases`; `2 entries`, if the plural is another. */
export const pluralize = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

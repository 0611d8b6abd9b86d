/**
 * `mnist.test` -> data set and split; a data set alone has no split. Names of parts have dots: what is declared as a whole
 * is a data set.
 */
export function splitDataUse(
  text: string,
  isDataset: (name: string) => boolean,
): { dataset: string; split?: string } {
  const dot = text.lastIndexOf('.');
  if (dot < 0 || isDataset(text)) return { dataset: text };
  return { dataset: text.slice(0, dot), split: text.slice(dot + 1) };
}

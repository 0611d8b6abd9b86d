/** A cell as a number; null if it is missing, undefined if it is no number that float32 holds. */
export type CellReader = (cell: unknown) => number | null | undefined;

const RADIX_PREFIX = /^[+-]?0[xob]/i;

/** How cells of a table are read as numbers. Truths count as 0 and 1. */
export function cellReader(decimal: '.' | ',', isMissing: (text: string) => boolean): CellReader {
  const ofText = (text: string): number | null | undefined => {
    const written = decimal === ',' ? text.replace(',', '.') : text;
    const value = Number(written);
    if (Number.isFinite(value) && text !== '' && !RADIX_PREFIX.test(text)) return inRange(value);
    if (text === '' || isMissing(text)) return null;
    if (/^true$/i.test(text)) return 1;
    return /^false$/i.test(text) ? 0 : undefined;
  };
  return (cell) => {
    switch (typeof cell) {
      case 'string':
        return ofText(cell);
      case 'number':
        return Number.isNaN(cell) ? null : inRange(cell);
      case 'bigint':
        return inRange(Number(cell));
      case 'boolean':
        return cell ? 1 : 0;
      default:
        return cell === null || cell === undefined ? null : undefined;
    }
  };
}

const inRange = (value: number): number | undefined =>
  Number.isFinite(Math.fround(value)) ? value : undefined;

import type { LabelledRun } from '../../runtime/index.js';
import { findColumn, type CellValue, type RunColumn } from './columns.js';

/**
 * Runs in the order of columns: `acc,-when` by acc, and of equal ones the newest first. Runs without a value come last.
 *
 * @throws UserError (wrong usage) for a column that the runs don't have
 */
export function sortRuns(
  runs: readonly LabelledRun[],
  keys: readonly string[],
  columns: readonly RunColumn[],
): LabelledRun[] {
  const orders = keys.map((key) => ({
    column: findColumn(key.replace(/^-/, ''), columns, '--sort'),
    sign: key.startsWith('-') ? -1 : 1,
  }));
  return [...runs].sort((a, b) => {
    for (const { column, sign } of orders) {
      const order = compareCells(column.value(a), column.value(b), sign);
      if (order !== 0) return order;
    }
    return 0;
  });
}

const isMissing = (value: CellValue | undefined): value is undefined =>
  value === undefined || Number.isNaN(value) || (Array.isArray(value) && value.length === 0);

function compareCells(a: CellValue | undefined, b: CellValue | undefined, sign: number): number {
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  const [left, right] = [String(a), String(b)];
  return left === right ? 0 : left < right ? -sign : sign;
}

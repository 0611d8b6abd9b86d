/** Report on how time and memory scale: as data for `--json`, and as a table. */
import { median } from './statistics.mjs';
import { digits, mebibytes, table } from './markdown-table.mjs';

const MEASURED = ['compile_ms', 'prepare_ms', 'step_ms', 'peak_bytes'];

/**
 * @param cases `{dimension, value, size}`, the values of each dimension in ascending order
 * @param roundsOf returns the measurements of a case, one object a round
 * @returns medians, with the growth of step time and memory over the previous value (null for the first)
 */
export function scaleReport(engine, cases, roundsOf) {
  const rows = cases.map((one) => {
    const rounds = roundsOf(one);
    const middle = (what) => median(rounds.map((round) => round[what]));
    return { engine, ...one, ...Object.fromEntries(MEASURED.map((what) => [what, middle(what)])) };
  });
  return rows.map((row, at) => {
    const before = rows[at - 1]?.dimension === row.dimension ? rows[at - 1] : null;
    const growth = (what) => (before ? row[what] / before[what] : null);
    return { ...row, step_growth: growth('step_ms'), peak_growth: growth('peak_bytes') };
  });
}

const times = (growth) => (growth === null ? '' : `× ${growth.toFixed(2)}`);

export const scaleTable = (rows) =>
  table(
    ['engine', 'dimension', 'value', 'step, ms', 'grown', 'peak, MiB', 'grown', 'compile, ms', 'prepare, ms'],
    rows.map((row) => [
      row.engine,
      row.dimension,
      row.value,
      digits(row.step_ms),
      times(row.step_growth),
      mebibytes(row.peak_bytes),
      times(row.peak_growth),
      digits(row.compile_ms),
      digits(row.prepare_ms),
    ]),
  );

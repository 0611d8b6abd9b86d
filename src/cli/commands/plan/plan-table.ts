import type { PlanSummaryEntry } from '../../../compiler/index.js';
import { formatCount, textTable } from '../../../report/index.js';
import type { PlannedPhase } from '../../../runtime/index.js';

/**
 * A phase of the plan with its state in the store; null if unknown, because the data that its key depends on can't be
 * read.
 */
export type PlanRow = PlanSummaryEntry & {
  cached: boolean | null;
  /** The epoch after which training would resume; null if it would start anew. */
  resumesFrom: number | null;
  /** The older version of lagraph that trained it and whose result is not reused; null if there is none. */
  outdated: string | null;
  simulated: boolean | null;
};

export function planRows(
  entries: readonly PlanSummaryEntry[],
  planned: readonly PlannedPhase[] | null,
): PlanRow[] {
  return entries.map((entry) => {
    const known = planned?.find(({ name }) => name === entry.name);
    return {
      ...entry,
      cached: known?.cached ?? null,
      resumesFrom: known?.resumesFrom ?? null,
      outdated: known?.outdated ?? null,
      simulated: known?.simulated ?? null,
    };
  });
}

export function planTable(rows: readonly PlanRow[]): string {
  return textTable(
    [
      { title: '', align: 'right' },
      { title: 'phase' },
      { title: 'after' },
      { title: 'data' },
      { title: 'trained', align: 'right' },
      { title: 'frozen', align: 'right' },
      { title: 'epochs x steps', align: 'right' },
      { title: 'batch', align: 'right' },
      { title: 'multiply-adds', align: 'right' },
      { title: 'store' },
    ],
    rows.map((row, at) => [
      String(at + 1),
      row.name,
      row.after.join(', '),
      row.data,
      formatCount(row.trainedParameters),
      row.frozenParameters > 0 ? formatCount(row.frozenParameters) : '',
      `${row.epochs} x ${row.stepsPerEpoch ?? '?'}`,
      String(row.batchSize),
      row.stepsPerEpoch === null
        ? ''
        : formatWithSiPrefix(row.multiplyAddsPerStep * row.stepsPerEpoch * row.epochs),
      storeStatusText(row),
    ]),
  );
}

function storeStatusText({ cached, resumesFrom, outdated, simulated }: PlanRow): string {
  const mark = simulated ? ', SIMULATED DATA' : '';
  if (cached === null) return '';
  if (cached) return `cached${mark}`;
  if (resumesFrom !== null) return `goes on after epoch ${resumesFrom}${mark}`;
  return `${outdated === null ? 'to train' : 'to train again'}${mark}`;
}

/** `3.4 T`: a large number with an SI prefix. */
export function formatWithSiPrefix(value: number): string {
  const units = ['', ' k', ' M', ' G', ' T', ' P', ' E'];
  let at = 0;
  let left = value;
  while (left >= 999.5 && at + 1 < units.length) {
    left /= 1000;
    at += 1;
  }
  return `${left >= 10 || at === 0 ? Math.round(left) : left.toFixed(1)}${units[at]}`;
}

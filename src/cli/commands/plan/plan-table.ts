import type { PlanSummaryEntry } from '../../../compiler/index.js';
import { formatCount, textTable } from '../../../report/index.js';
import { nameOfSeed, type PlannedPhase } from '../../../runtime/index.js';
import { phaseStatusText } from '../../phase-status.js';

/**
 * A phase of the plan with its state in the store; null if unknown, because the data that its key depends on can't be
 * read.
 */
export type PlanRow = PlanSummaryEntry & {
  /** Null as well while phases that it starts from are to be trained. */
  key: string | null;
  cached: boolean | null;
  /** Phases to be trained before: it is kept if they come out as they were. */
  pending: string[] | null;
  /** The epoch from which training would go on; null if it would start anew. */
  resumesFrom: number | null;
  /** Epochs of a shorter training that it can't go on from, since the optimizer's state is gone. */
  lost: number | null;
  /** Figures to be computed without training. */
  onlyFigures: string[];
  /** The engines that made its result, or what it goes on from. */
  engines: string[] | null;
  /** The older version of lagraph that trained it and whose result is not reused; null if there is none. */
  outdated: string | null;
  /** Why it is to be trained, by comparison with the newest run of the graph. */
  reason: string | null;
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
      key: known?.key ?? null,
      cached: known?.cached ?? null,
      pending: known?.pending ?? null,
      resumesFrom: known?.resumesFrom ?? null,
      lost: known?.lost ?? null,
      onlyFigures: known?.onlyFigures ?? [],
      engines: known?.engines ?? null,
      outdated: known?.outdated ?? null,
      reason: known?.reason ?? null,
      simulated: known?.simulated ?? null,
    };
  });
}

/** A row of one of several seeds, with the names that phases have in the run: `link@3`. */
export const rowOfSeed = (row: PlanRow, seed: number): PlanRow => ({
  ...row,
  name: nameOfSeed(row.name, seed),
  after: row.after.map((name) => nameOfSeed(name, seed)),
});

/** @param engine what would compute; null if unknown */
export function planTable(rows: readonly PlanRow[], engine: string | null): string {
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
      row.classBatch
        ? `${row.batchSize} (${row.classBatch.classes} x ${row.classBatch.each})`
        : String(row.batchSize),
      row.stepsPerEpoch === null
        ? ''
        : formatWithSiPrefix(row.multiplyAddsPerStep * row.stepsPerEpoch * row.epochs),
      storeStatusText(row, engine),
    ]),
  );
}

function storeStatusText(row: PlanRow, engine: string | null): string {
  if (row.cached === null) return '';
  const { engines, simulated } = row;
  const other = engines !== null && engines.join() !== engine ? [`by ${engines.join(', then ')}`] : [];
  return [phaseStatusText(row), ...other, ...(simulated ? ['SIMULATED DATA'] : [])].join(', ');
}

/** Why phases are to be trained, a line for each; null if there is nothing to say. */
export function reasonLines(rows: readonly PlanRow[], comparedWith: string | null): string | null {
  const given = rows.flatMap(({ name, reason }) => (reason === null ? [] : [[name, reason]]));
  if (given.length === 0 || comparedWith === null) return null;
  return `since the run ${comparedWith}:\n${given.map(([name, reason]) => `  ${name}: ${reason}`).join('\n')}`;
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

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { embedded, epochsInLines, figurePoints, readReports } from '../page/index.js';
import { readReportData, type PhaseCurves, type RowsData } from '../report/index.js';
import type { OpenedRun } from '../runtime/index.js';
import type { ComparedRuns } from './compare-runs.js';
import type { ComparedCurve, ComparisonPage } from './comparison.js';

/** Bytes of pictures in a page, as text: with scripts and texts the page stays below 5 MB. */
const PICTURE_BUDGET = 1_700_000;
const ROWS_BUDGET = 1_700_000;
/** Epochs of a curve, at most about so many. */
const MAX_EPOCHS = 500;

type Epoch = PhaseCurves['epochs'][number];

/** Reads what a page of a comparison shows besides: curves, and the pictures of the first run of each group. */
export async function readComparisonPage({ records, ...comparison }: ComparedRuns): Promise<ComparisonPage> {
  const rows = await readRows(records.map(([first]) => first!.opened));
  const source = embedded(PICTURE_BUDGET);
  const reports = [];
  // One after the other: there is room for so many bytes.
  for (const [at, [first]] of records.entries()) {
    const { program, directory } = first!.opened;
    const pictured = program.reports.filter(({ name }) => !rows[at]!.has(name));
    reports.push(await readReports({ ...program, reports: pictured }, directory, source));
  }
  const curves = await Promise.all(
    records.map(async (group) => meanCurves(await Promise.all(group.map((one) => epochsOf(one.opened))))),
  );
  return { ...comparison, curves, reports, rows };
}

/** Rows of images while there is room: a report that does not fit for all runs is left to its pictures. */
async function readRows(runs: readonly OpenedRun[]): Promise<Map<string, RowsData>[]> {
  const found = runs.map(() => new Map<string, RowsData>());
  let left = ROWS_BUDGET;
  for (const name of new Set(runs.flatMap(({ program }) => program.reports.map((report) => report.name)))) {
    const all = await Promise.all(
      runs.map(async ({ directory, program }) => {
        if (!program.reports.some((report) => report.name === name && hasRows(report))) return null;
        const text = await readFile(join(directory, 'report', `${name}.json`), 'utf8').catch(() => null);
        const data = text === null ? null : readReportData(text);
        return data && hasRows(data) ? data : null;
      }),
    );
    const bytes = all.reduce(
      (sum, data) => sum + (data?.rows.reduce((own, { sheet }) => own + sheet.url.length, 0) ?? 0),
      0,
    );
    if (bytes > left) continue;
    left -= bytes;
    all.forEach((data, at) => {
      if (data && data.rows.length > 0) found[at]!.set(name, data);
    });
  }
  return found;
}

const hasRows = <T extends { kind: string }>(one: T): one is Extract<T, { kind: RowsData['kind'] }> =>
  one.kind === 'rows' || one.kind === 'translations';

/** As they were logged; of a phase that was taken from the store its whole history is there when the run has ended. */
async function epochsOf({ directory }: OpenedRun): Promise<Map<string, Epoch[]>> {
  return epochsInLines(await readFile(join(directory, 'metrics.jsonl'), 'utf8').catch(() => ''));
}

/** The mean of each figure over the seeds, as far as all of them go. */
export function meanCurves(seeds: readonly ReadonlyMap<string, readonly Epoch[]>[]): ComparedCurve[] {
  const phases = [...new Set(seeds.flatMap((one) => [...one.keys()]))];
  return phases.flatMap((phase) => {
    const all = seeds.map((one) => one.get(phase) ?? []);
    const figures = [
      ...new Set(all.flatMap((epochs) => epochs.flatMap(({ metrics }) => Object.keys(metrics)))),
    ];
    return figures.flatMap((figure): ComparedCurve[] => {
      const points = meanPoints(all.map((epochs) => new Map(figurePoints(epochs, figure))));
      return points.length > 0 ? [{ phase, figure, points: thinned(points) }] : [];
    });
  });
}

function meanPoints(seeds: readonly ReadonlyMap<number, number>[]): [number, number][] {
  const [first] = seeds;
  return [...(first ?? [])].flatMap(([epoch]): [number, number][] => {
    const values = seeds.flatMap((one) => one.get(epoch) ?? []);
    if (values.length < seeds.length) return [];
    return [[epoch, values.reduce((sum, value) => sum + value, 0) / values.length]];
  });
}

function thinned(points: [number, number][]): [number, number][] {
  const every = Math.max(1, Math.ceil(points.length / MAX_EPOCHS));
  return points
    .filter((_, at) => at % every === 0 || at === points.length - 1)
    .map(([epoch, value]) => [epoch, Number(value.toPrecision(6))]);
}

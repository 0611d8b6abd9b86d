import { formatFigure, formatSeconds } from './format-numbers.js';
import { meanAndSpread } from '../mean-and-spread.js';
import { textTable, type TableColumn } from './text-table.js';
import { ownValue } from '../records/index.js';

/** The result of a phase, for the table at the end of a run. */
export interface PhaseSummary {
  name: string;
  status: 'trained' | 'resumed' | 'cached';
  seconds: number;
  /** Epochs that were trained, and the epoch whose weights were kept. */
  epochs: number;
  kept: number | null;
  /** Set if it was stopped early: planned epochs, monitored metric, best epoch. */
  stopped: { of: number; figure: string; best: { epoch: number; value: number } | null } | null;
  /** Metrics of the last epoch, by name: `loss`, `accuracy`, `val.loss`. */
  metrics: Readonly<Record<string, number>>;
  /** Metrics that the phase has now and had not when it was trained. */
  notRecorded?: readonly string[];
}

export interface EvaluationSummary {
  name: string;
  /** Over several seeds, their mean. */
  value: number;
  /** Over several seeds: the standard deviation, and the value with each. */
  spread?: number;
  bySeed?: readonly { seed: number; value: number }[];
  /** `>= 0.9`; null if the graph expects nothing. */
  expect: string | null;
  ok: boolean;
  /** Measured on simulated data, or by a model that was trained on it. */
  simulated: boolean;
}

/** Printed beside every result that simulated data had a part in. */
export const SIMULATED_DATA_LABEL = 'SIMULATED DATA';

/** Colours for passed, missed and warning texts; the identity without colours. */
export interface ResultColours {
  good(text: string): string;
  bad(text: string): string;
  warning(text: string): string;
}

const NO_COLOURS: ResultColours = { good: (text) => text, bad: (text) => text, warning: (text) => text };

/** The phases as a table, one row each and one column a metric, in the order in which the metrics first appear. */
export function phaseTable(phases: readonly PhaseSummary[]): string {
  const names = metricNames(phases);
  const columns: TableColumn[] = [
    { title: 'phase' },
    { title: 'status' },
    { title: 'time', align: 'right' },
    { title: 'epochs' },
    ...names.map((title): TableColumn => ({ title, align: 'right' })),
  ];
  return textTable(
    columns,
    phases.map((phase) => [
      phase.name,
      phase.status,
      phase.status === 'cached' ? '' : formatSeconds(phase.seconds),
      epochsText(phase),
      ...names.map((name) => {
        const value = ownValue(phase.metrics, name);
        if (value !== undefined) return formatFigure(value);
        return phase.notRecorded?.includes(name) ? 'not recorded' : '';
      }),
    ]),
  );
}

/** The result of a phase with one of several seeds. */
export interface PhaseSeedSummary extends PhaseSummary {
  seed: number;
}

/** Phases with several seeds, one row each: metrics as mean and standard deviation, the time of all seeds together. */
export function phaseTableOfSeeds(phases: readonly PhaseSeedSummary[]): string {
  const names = metricNames(phases);
  const groups = new Map<string, PhaseSeedSummary[]>();
  for (const phase of phases) groups.set(phase.name, [...(groups.get(phase.name) ?? []), phase]);
  return textTable(
    [
      { title: 'phase' },
      { title: 'status' },
      { title: 'time', align: 'right' },
      ...names.map((title): TableColumn => ({ title, align: 'right' })),
    ],
    [...groups].map(([name, group]) => {
      const spent = group.filter(({ status }) => status !== 'cached');
      return [
        name,
        statusOfSeeds(group),
        spent.length === 0 ? '' : formatSeconds(spent.reduce((sum, { seconds }) => sum + seconds, 0)),
        ...names.map((metric) => {
          const values = group.flatMap(({ metrics }) => ownValue(metrics, metric) ?? []);
          if (values.length < group.length) return '';
          const { value, spread } = meanAndSpread(values);
          return `${formatFigure(value)} ± ${formatFigure(spread)}`;
        }),
      ];
    }),
  );
}

/** `cached`, or `cached 3, trained 2`. */
function statusOfSeeds(group: readonly PhaseSeedSummary[]): string {
  const counts = new Map<string, number>();
  for (const { status } of group) counts.set(status, (counts.get(status) ?? 0) + 1);
  const [first, ...others] = counts;
  if (first && others.length === 0) return first[0];
  return [...counts].map(([status, count]) => `${status} ${count}`).join(', ');
}

const metricNames = (phases: readonly PhaseSummary[]): string[] =>
  [...new Set(phases.flatMap((phase) => [...Object.keys(phase.metrics), ...(phase.notRecorded ?? [])]))].sort(
    compareMetricNames,
  );

/** `3 of 5, best 2, kept 2`. Empty if all epochs were trained and the last one was kept. */
function epochsText({ epochs, kept, stopped }: PhaseSummary): string {
  const of = stopped ? ` of ${stopped.of}` : '';
  const best = stopped?.best ? [`best ${stopped.best.epoch}`] : [];
  const other = kept !== null && kept < epochs ? [`kept ${kept}`] : [];
  return stopped || other.length > 0 ? [`${epochs}${of}`, ...best, ...other].join(', ') : '';
}

/** The evaluations as a table: value, expectation, and whether it was met. */
export function evaluationTable(
  evaluations: readonly EvaluationSummary[],
  colours: ResultColours = NO_COLOURS,
): string {
  const seeds = evaluations.find(({ bySeed }) => bySeed)?.bySeed?.map(({ seed }) => seed) ?? [];
  const ofSeeds = ({ value, spread, bySeed }: EvaluationSummary): string[] => [
    `${formatFigure(value)} ± ${formatFigure(spread ?? 0)}`,
    ...seeds.map((_, at) => {
      const one = bySeed?.[at];
      return one ? formatFigure(one.value) : '';
    }),
  ];
  return textTable(
    [
      { title: 'evaluation' },
      { title: seeds.length > 0 ? 'mean ± deviation' : 'value', align: 'right' },
      ...seeds.map((seed): TableColumn => ({ title: `seed ${seed}`, align: 'right' })),
      { title: 'expected' },
      { title: '' },
      { title: '' },
    ],
    evaluations.map((evaluation) => [
      evaluation.name,
      ...(seeds.length > 0 ? ofSeeds(evaluation) : [formatFigure(evaluation.value)]),
      evaluation.expect ?? '',
      evaluation.expect === null ? '' : evaluation.ok ? colours.good('ok') : colours.bad('missed'),
      evaluation.simulated ? colours.warning(SIMULATED_DATA_LABEL) : '',
    ]),
  );
}

/** `loss` first, then `val.loss`, then the rest in order of appearance. */
function compareMetricNames(a: string, b: string): number {
  return metricRank(a) - metricRank(b);
}

function metricRank(name: string): number {
  if (name === 'loss') return 0;
  if (name === 'val.loss') return 1;
  return 2;
}

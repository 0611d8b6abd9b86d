import { escapeToOneLine } from '../../../diagnostics/index.js';
import { formatFigure, SIMULATED_DATA_LABEL, textTable, type TableColumn } from '../../../report/index.js';
import type { LabelledRun, Manifest } from '../../../runtime/index.js';
import { cellText, type RunColumn } from '../../run-columns/index.js';

/** The columns of the table that nobody has chosen; those that are empty in every row are left out. */
const SHOWN_COLUMNS = [
  'run',
  'name',
  'tags',
  'graph',
  'when',
  'status',
  'time',
  'profile',
  'overrides',
  'seed',
  'seeds',
  'best',
  'stopped',
] as const;

const alignment = ({ type }: RunColumn): Pick<TableColumn, 'align'> =>
  type === 'number' || type === 'seconds' ? { align: 'right' } : {};

/** One row a run: what it is, how it was asked for, how it ended, and its figures. */
export function runsTable(runs: readonly LabelledRun[], columns: readonly RunColumn[]): string {
  const shown = SHOWN_COLUMNS.map((name) => columns.find((one) => one.name === name)!);
  const differing = differingParameters(runs);
  return textTable(
    [
      ...shown.map((one) => ({ title: one.name, ...alignment(one) })),
      { title: 'parameters' },
      { title: 'figures' },
      { title: 'note' },
    ],
    runs.map((run) =>
      [
        ...shown.map((one) => cellText(one, run)),
        parametersText(run.manifest, differing),
        figuresText(run.manifest),
        run.label.note ?? '',
      ].map(escapeToOneLine),
    ),
  );
}

/** The columns that were asked for, one row a run. */
export const chosenTable = (runs: readonly LabelledRun[], chosen: readonly RunColumn[]): string =>
  textTable(
    chosen.map((one) => ({ title: one.name, ...alignment(one) })),
    runs.map((run) => chosen.map((one) => escapeToOneLine(cellText(one, run)))),
  );

/** Parameters that differ between runs of a graph, by graph. */
function differingParameters(runs: readonly LabelledRun[]): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Map<string, Map<string, string>>();
  const differing = new Map<string, Set<string>>();
  for (const { manifest } of runs) {
    const values = seen.get(manifest.graph) ?? new Map<string, string>();
    seen.set(manifest.graph, values);
    for (const { name, value } of manifest.params ?? []) {
      const text = JSON.stringify(value);
      if (values.has(name) && values.get(name) !== text)
        differing.set(manifest.graph, (differing.get(manifest.graph) ?? new Set()).add(name));
      values.set(name, text);
    }
  }
  return differing;
}

const parametersText = (
  { graph, params = [] }: Manifest,
  differing: ReadonlyMap<string, ReadonlySet<string>>,
): string =>
  params
    .filter(({ name }) => differing.get(graph)?.has(name))
    .map(({ name, value }) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('  ');

function figuresText(run: Manifest): string {
  return [
    ...keyFigures(run).map(
      ([name, value, spread]) =>
        `${name} ${formatFigure(value)}${spread === undefined ? '' : `±${formatFigure(spread)}`}`,
    ),
    ...otherEngines(run),
    ...(run.simulated ? [SIMULATED_DATA_LABEL] : []),
  ].join('  ');
}

/** The evaluations; of a run that has none, the figures on validation data of its phases, or their losses. */
function keyFigures({ evaluations, phases }: Manifest): [name: string, value: number, spread?: number][] {
  if (evaluations.length > 0)
    return evaluations.map(({ name, value, spread }) => {
      const number = (value as number | null) ?? NaN;
      return spread === undefined ? [name, number] : [name, number, spread];
    });
  const all = phases.flatMap(({ name, metrics }) =>
    Object.entries(metrics ?? {}).map(([figure, value]) => ({ phase: name, figure, value })),
  );
  const validated = all.filter(({ figure }) => figure.startsWith('val.'));
  const chosen = validated.length > 0 ? validated : all.filter(({ figure }) => !figure.startsWith('loss/'));
  return chosen.map(({ phase, figure, value }) => [`${phase}.${figure}`, value]);
}

/** Phases whose results other engines have made: `link by tensorflow`. */
const otherEngines = ({ engine, phases }: Manifest): string[] =>
  phases.flatMap(({ name, engines }) =>
    engines && engines.join() !== engine.name ? [`${name} by ${engines.join(', then ')}`] : [],
  );

/** The columns of a table of runs: what every run has, the parameters and the figures of those that are listed. */
import { ownValue } from '../../records/index.js';
import { formatFigure, formatSeconds } from '../../report/index.js';
import type { LabelledRun, Manifest, PhaseRecord } from '../../runtime/index.js';
import { ambiguousColumnError, unknownColumnError } from './column-errors.js';
import { localTime } from './local-time.js';

export type CellValue = string | number | boolean | readonly string[];

/** `time` is a point in time, ISO 8601; `texts` are several. */
export type ColumnType = 'text' | 'number' | 'seconds' | 'boolean' | 'time' | 'texts';

export interface RunColumn {
  name: string;
  type: ColumnType;
  /** Undefined for a run that has no such value. */
  value(run: LabelledRun): CellValue | undefined;
}

const column = (
  name: string,
  type: ColumnType,
  value: (run: LabelledRun) => CellValue | null | undefined,
): RunColumn => ({ name, type, value: (run) => value(run) ?? undefined });

const ofManifest = (name: string, type: ColumnType, value: (run: Manifest) => CellValue | null | undefined) =>
  column(name, type, ({ manifest }) => value(manifest));

/** `read 3 of 5 epochs (val.loss, best 2)` */
function stoppedText({ name, stopped }: PhaseRecord): string[] {
  if (!stopped) return [];
  const best = stopped.best ? `, best ${stopped.best.epoch}` : '';
  return [`${name} ${stopped.epoch} of ${stopped.of} epochs (${stopped.figure}${best})`];
}

/** The epoch whose weights were kept, where it is not the last. */
const bestText = ({ name, kept, epochs }: PhaseRecord): string[] =>
  kept !== null && kept < epochs ? [`${name} ${kept}`] : [];

/** What every run has. */
const COMMON_COLUMNS: readonly RunColumn[] = [
  ofManifest('run', 'text', ({ run }) => run),
  column('name', 'text', ({ label }) => label.name),
  column('tags', 'texts', ({ label }) => label.tags),
  ofManifest('graph', 'text', ({ graph }) => graph),
  ofManifest('when', 'time', ({ started }) => started),
  ofManifest('status', 'text', ({ status }) => status),
  ofManifest('time', 'seconds', ({ ended, seconds }) => (ended === null ? null : seconds)),
  ofManifest('file', 'text', ({ invocation }) => invocation?.file),
  ofManifest('profile', 'text', ({ invocation }) => invocation?.profile),
  ofManifest('overrides', 'texts', ({ invocation }) => invocation?.overrides ?? []),
  ofManifest('seed', 'number', ({ seed }) => seed),
  ofManifest('seeds', 'texts', ({ seeds }) => seeds?.map(String) ?? []),
  ofManifest('best', 'texts', ({ phases }) => phases.flatMap(bestText)),
  ofManifest('stopped', 'texts', ({ phases }) => phases.flatMap(stoppedText)),
  ofManifest('engine', 'text', ({ engine }) => engine.name),
  ofManifest('lagraph', 'text', ({ lagraph }) => lagraph),
  ofManifest('simulated', 'boolean', ({ simulated }) => simulated),
  ofManifest('problem', 'text', ({ problem }) => problem),
  column('note', 'text', ({ label }) => label.note),
];

/** JSON has no NaN: null is the value of an evaluation that has none. */
const numberOf = (value: number | null): number => value ?? NaN;

function columnsOfParameters(runs: readonly Manifest[]): RunColumn[] {
  const values = new Map<string, unknown[]>();
  for (const { name, value } of runs.flatMap(({ params }) => params ?? []))
    values.set(name, [...(values.get(name) ?? []), value]);
  return [...values].map(([name, all]) => {
    const type = (['number', 'boolean'] as const).find((one) => all.every((value) => typeof value === one));
    return ofManifest(`params.${name}`, type ?? 'text', ({ params }) => {
      const found = params?.find((one) => one.name === name);
      if (!found) return undefined;
      if (type) return found.value as number | boolean;
      return typeof found.value === 'string' ? found.value : JSON.stringify(found.value);
    });
  });
}

function columnsOfEvaluations(runs: readonly Manifest[]): RunColumn[] {
  const names = new Set(runs.flatMap(({ evaluations }) => evaluations.map(({ name }) => name)));
  return [...names].map((name) =>
    ofManifest(`evaluations.${name}`, 'number', ({ evaluations }) => {
      const found = evaluations.find((one) => one.name === name);
      return found && numberOf(found.value);
    }),
  );
}

/** Facts of a phase that are no figures; a figure of the same name hides them. */
const PHASE_FACTS: Readonly<Record<string, { type: ColumnType; value(phase: PhaseRecord): number | null }>> =
  {
    epochs: { type: 'number', value: ({ epochs }) => epochs },
    best: { type: 'number', value: ({ kept }) => kept },
    seconds: { type: 'seconds', value: ({ seconds }) => seconds },
  };

function columnsOfPhases(runs: readonly Manifest[]): RunColumn[] {
  const figures = new Map<string, Set<string>>();
  for (const { name, metrics } of runs.flatMap(({ phases }) => phases)) {
    const known = figures.get(name) ?? new Set();
    figures.set(name, known);
    for (const metric of Object.keys(metrics ?? {})) known.add(metric);
  }
  return [...figures].flatMap(([phase, names]) => {
    const recordOf = ({ phases }: Manifest) => phases.find(({ name }) => name === phase);
    return [
      ...[...names].map((figure) =>
        ofManifest(`${phase}.${figure}`, 'number', (run) => {
          const value = ownValue<number | null>(recordOf(run)?.metrics ?? {}, figure);
          return value === undefined ? undefined : numberOf(value);
        }),
      ),
      ...Object.entries(PHASE_FACTS)
        .filter(([fact]) => !names.has(fact))
        .map(([fact, { type, value }]) =>
          ofManifest(`${phase}.${fact}`, type, (run) => {
            const record = recordOf(run);
            return record && value(record);
          }),
        ),
    ];
  });
}

/** All columns of these runs. Every run counts, whether it is shown or not. */
export function columnsOf(runs: readonly LabelledRun[]): RunColumn[] {
  const manifests = runs.map(({ manifest }) => manifest);
  return [
    ...COMMON_COLUMNS,
    ...columnsOfParameters(manifests),
    ...columnsOfEvaluations(manifests),
    ...columnsOfPhases(manifests),
  ];
}

/** The name of a figure without its phase; undefined for what is no figure. */
const figureOf = (name: string): string | undefined =>
  name.includes('.') ? name.slice(name.indexOf('.') + 1) : undefined;

/**
 * The column that is meant: by its name, by the name of an evaluation or parameter, or by that of a figure that one
 * phase alone has.
 *
 * @throws UserError (wrong usage) if there is none, or if there are several
 */
export function findColumn(written: string, columns: readonly RunColumn[], option: string): RunColumn {
  for (const name of [written, `evaluations.${written}`, `params.${written}`]) {
    const found = columns.find((one) => one.name === name);
    if (found) return found;
  }
  const figures = columns.filter(({ name }) => figureOf(name) === written);
  if (figures.length === 1) return figures[0]!;
  if (figures.length > 1)
    throw ambiguousColumnError(
      written,
      figures.map(({ name }) => name),
      option,
    );
  throw unknownColumnError(
    written,
    columns.map(({ name }) => name),
    option,
  );
}

/** A cell as people read it. */
export function cellText({ type, value }: RunColumn, run: LabelledRun): string {
  const cell = value(run);
  if (cell === undefined) return '';
  if (typeof cell === 'string') return type === 'time' ? localTime(cell) : cell;
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell !== 'number') return cell.join('  ');
  return type === 'seconds' ? formatSeconds(cell) : formatFigure(cell);
}

/** A cell for programs; null if there is none, or if it is no number that JSON has. */
export function cellValue({ value }: RunColumn, run: LabelledRun): CellValue | null {
  const cell = value(run);
  return cell === undefined || (typeof cell === 'number' && !Number.isFinite(cell)) ? null : cell;
}

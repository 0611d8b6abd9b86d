import { formatFigure, formatSeconds, SIMULATED_DATA_LABEL, textTable } from '../../../report/index.js';
import type { Manifest } from '../../../runtime/index.js';
import { escapeToOneLine } from '../../../diagnostics/index.js';

/** One row a run, with the values of its evaluations. */
export function runsTable(runs: readonly Manifest[]): string {
  return textTable(
    [
      { title: 'run' },
      { title: 'graph' },
      { title: 'when' },
      { title: 'status' },
      { title: 'time', align: 'right' },
      { title: 'figures' },
    ],
    runs.map((run) =>
      [
        run.run,
        run.graph,
        localTime(run.started),
        run.status,
        run.ended === null ? '' : formatSeconds(run.seconds),
        [
          ...run.evaluations.map(({ name, value }) => `${name} ${formatFigure(value)}`),
          ...otherEnginesText(run),
          ...(run.simulated ? [SIMULATED_DATA_LABEL] : []),
        ].join('  '),
      ].map(escapeToOneLine),
    ),
  );
}

/** Phases whose results other engines have made: `link by tensorflow`. */
const otherEnginesText = ({ engine, phases }: Manifest): string[] =>
  phases.flatMap(({ name, engines }) =>
    engines && engines.join() !== engine.name ? [`${name} by ${engines.join(', then ')}`] : [],
  );

/** `2026-01-02 03:04`, in local time. */
function localTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

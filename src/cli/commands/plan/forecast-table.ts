import { formatBytes, formatSeconds, textTable } from '../../../report/index.js';
import type { PhaseForecast, TrainingForecasts } from '../../../runtime/index.js';
import { pluralize } from '../../pluralize.js';

const millisecondsText = (seconds: number | null): string =>
  seconds === null ? '' : (seconds * 1000).toPrecision(3);

/** A row: without a forecast, why there is none stands below the table. */
const cells = ({ name, engine, threads, epochs, forecast }: PhaseForecast): string[] => [
  name,
  engine,
  String(threads),
  String(epochs),
  millisecondsText(forecast?.secondsPerStep ?? null),
  forecast ? formatSeconds(forecast.seconds) : '?',
  forecast ? formatBytes(forecast.peakBytes) : '?',
];

/** What the phases that are to be trained will take, and all of them together. */
export function forecastTable({ phases, seconds }: TrainingForecasts): string {
  if (phases.length === 0) return 'Nothing is to be trained.';
  const table = textTable(
    [
      { title: 'forecast' },
      { title: 'engine' },
      { title: 'threads', align: 'right' },
      { title: 'epochs', align: 'right' },
      { title: 'ms a step', align: 'right' },
      { title: 'time', align: 'right' },
      { title: 'memory', align: 'right' },
    ],
    phases.map(cells),
  );
  const together =
    seconds === null
      ? []
      : [
          `training ${pluralize(phases.length, 'phase')} takes about ${formatSeconds(seconds)} on this machine; evaluations, models and reports come after it`,
        ];
  const problems = phases.flatMap(({ name, problem }) =>
    problem === null ? [] : [`${name} has no forecast: ${problem}`],
  );
  return [table, '', ...together, ...problems].join('\n');
}

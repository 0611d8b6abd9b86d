import { formatBytes, formatSeconds, textTable } from '../../../report/index.js';
import {
  PHASE_PARTS,
  RUN_PARTS,
  totalSeconds,
  type PhasePart,
  type PhaseTimings,
  type RunTimings,
} from '../../../runtime/index.js';

const PART_TITLES: Readonly<Record<PhasePart, string>> = {
  start: 'start',
  engines: 'engines compared',
  data: 'data',
  prepare: 'prepare',
  features: 'features',
  steps: 'steps',
  batches: 'waiting for batches',
  solve: 'solving',
  validation: 'validation',
  checkpoints: 'checkpoints',
  other: 'other',
};

/** Times below this are not shown, unless nothing else is there. */
const LEAST_SECONDS = 0.005;

const secondsText = (seconds: number): string =>
  seconds < LEAST_SECONDS ? '' : seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1);

/** Where the time of a run went: a line for the run, and a table of the phases that it trained, with what each held in memory. */
export function timingsTable({ seconds, parts, phases, memory }: RunTimings): string {
  const spent = RUN_PARTS.filter((part) => parts[part] >= LEAST_SECONDS).map(
    (part) => `${part} ${secondsText(parts[part])}`,
  );
  const line = `${formatSeconds(seconds)} in all, in seconds: ${spent.join(', ')}`;
  const names = Object.keys(phases);
  if (names.length === 0) return line;
  const all = Object.fromEntries(
    PHASE_PARTS.map((part) => [part, names.reduce((sum, name) => sum + phases[name]![part], 0)]),
  ) as PhaseTimings;
  const shown = PHASE_PARTS.filter((part) => all[part] >= LEAST_SECONDS);
  const row = (name: string, timings: PhaseTimings): string[] => [
    name,
    secondsText(totalSeconds(timings)),
    ...shown.map((part) => secondsText(timings[part])),
    Object.hasOwn(memory, name) ? formatBytes(memory[name]!) : '',
  ];
  const share = (part: PhasePart): string => `${Math.round((100 * all[part]) / totalSeconds(all))} %`;
  const table = textTable(
    [
      { title: 'seconds of' },
      { title: 'all', align: 'right' },
      ...shown.map((part) => ({ title: PART_TITLES[part], align: 'right' as const })),
      { title: 'memory', align: 'right' },
    ],
    [
      ...names.map((name) => row(name, phases[name]!)),
      ...(names.length > 1 ? [row('all phases', all)] : []),
      ['share', '100 %', ...shown.map(share)],
    ],
  );
  return `${line}\n\n${table}`;
}

import { formatFigure, formatSeconds, printedWidth, SIMULATED_DATA_LABEL } from '../../report/index.js';
import { escapeControlCharactersDeep } from '../../diagnostics/index.js';
import { metricsText, type ProgressStyle } from './event-lines.js';
import type { ProgressState, RunningPhase } from './progress-state.js';

const BAR_WIDTH = { most: 24, least: 8 };

/**
 * The lines that are redrawn: one for each running phase, and one for the phases that wait. No line is longer than
 * `columns - 1`: a terminal wraps a line that fills its last column, which would break the count of rows to move up
 * by.
 */
export function liveFrame(rawState: ProgressState, columns: number, style: ProgressStyle): string[] {
  const state = escapeControlCharactersDeep(rawState);
  if (state.over) return [];
  const room = Math.max(1, columns - 1);
  const nameWidth = Math.max(0, ...state.running.map(({ name }) => name.length));
  const waiting = state.phases.filter(
    (name) => !state.finished.includes(name) && !state.running.some((running) => running.name === name),
  );
  const { colours } = style;
  const lines = state.running.map((phase) => runningPhaseLine(phase, nameWidth, room, style));
  if (waiting.length > 0) {
    lines.push(colours.dim(truncate(`  then ${waiting.join(', ')}`, room)));
  }
  if (state.simulated && lines.length > 0)
    lines.push(colours.red(truncate(`  ${SIMULATED_DATA_LABEL}`, room)));
  return lines;
}

/** The parts that fit the width. Dropped first to last: validation metrics, time left, bar, loss. */
function runningPhaseLine(
  phase: RunningPhase,
  nameWidth: number,
  maxWidth: number,
  style: ProgressStyle,
): string {
  const name = `  ${phase.name.padEnd(nameWidth)}`;
  const epoch = `epoch ${Math.min(phase.epoch, phase.epochs)}/${phase.epochs}`;
  const loss = phase.loss === null ? '' : `loss ${formatFigure(phase.loss)}`;
  const left = phase.secondsLeft === null ? '' : `${formatSeconds(phase.secondsLeft)} left`;
  const { loss: _, ...others } = phase.metrics;
  const more = metricsText(others);
  for (const parts of [
    [epoch, loss, left, more],
    [epoch, loss, left],
    [epoch, loss],
  ]) {
    const text = parts.filter((part) => part !== '').join('  ');
    const bar = Math.min(BAR_WIDTH.most, maxWidth - printedWidth(name) - printedWidth(text) - 4);
    if (bar >= BAR_WIDTH.least) return `${name}  ${drawBar(completedFraction(phase), bar, style)}  ${text}`;
  }
  return truncate(`${name}  ${epoch}  ${loss}`.trimEnd(), maxWidth);
}

function completedFraction(phase: RunningPhase): number {
  const epochs = phase.epoch - 1 + (phase.steps > 0 ? phase.step / phase.steps : 0);
  return Math.min(1, Math.max(0, phase.epochs > 0 ? epochs / phase.epochs : 0));
}

function drawBar(fraction: number, width: number, { colours, unicode }: ProgressStyle): string {
  const filled = Math.round(fraction * width);
  const [ink, rest] = unicode ? ['━', '─'] : ['#', '-'];
  return colours.green(ink!.repeat(filled)) + colours.dim(rest!.repeat(width - filled));
}

/** Truncates plain text to a width. */
function truncate(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : characters.slice(0, width).join('');
}

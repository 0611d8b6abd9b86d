import type { RunEvent } from '../../runtime/index.js';
import { printedWidth } from '../../report/index.js';
import type { OutputStream } from '../terminal.js';
import { liveFrame } from './live-frame.js';
import { eventLines, type ProgressStyle } from './event-lines.js';
import { INITIAL_PROGRESS, applyRunEvent, type ProgressState } from './progress-state.js';

/** Shows the progress of a run. */
export interface ProgressDisplay {
  show(event: RunEvent): void;
  /** Erases the live lines; lines printed for good stay. */
  close(): void;
}

/** Minimum interval between redraws, in milliseconds. */
const REDRAW_INTERVAL_MS = 100;

/**
 * Live progress bars on a terminal, otherwise one line an epoch.
 *
 * @param nowMs a monotonic clock, in milliseconds
 */
export function openProgressDisplay(
  output: OutputStream,
  nowMs: () => number = () => performance.now(),
): ProgressDisplay {
  return output.isInteractive ? liveProgressDisplay(output, nowMs) : plainProgressDisplay(output);
}

function plainProgressDisplay(output: OutputStream): ProgressDisplay {
  const style: ProgressStyle = { colours: output.colours, unicode: output.unicode, detail: 'epochs' };
  return {
    show: (event) => eventLines(event, style).forEach((line) => output.line(line)),
    close: () => {},
  };
}

/**
 * Finished items are printed once and scroll away; only the lines of running phases are redrawn, in a single write to
 * avoid flicker.
 */
function liveProgressDisplay(output: OutputStream, nowMs: () => number): ProgressDisplay {
  const style: ProgressStyle = { colours: output.colours, unicode: output.unicode, detail: 'phases' };
  let state: ProgressState = INITIAL_PROGRESS;
  let drawn: string[] = [];
  let drawnAt = -Infinity;

  const draw = (newLines: readonly string[]): void => {
    const frame = liveFrame(state, output.columns(), style);
    const lines = [...newLines, ...frame].map((line) => `${line}\n`).join('');
    output.writeWithControl(eraseSequence(drawn, output.columns()), lines);
    drawn = frame;
    drawnAt = nowMs();
  };

  return {
    show(event) {
      state = applyRunEvent(state, event);
      const newLines = eventLines(event, style);
      if (newLines.length > 0 || event.event !== 'progress' || nowMs() - drawnAt >= REDRAW_INTERVAL_MS)
        draw(newLines);
    },
    close() {
      state = { ...state, over: true };
      if (drawn.length > 0) draw([]);
    },
  };
}

/**
 * Moves the cursor to the first drawn line and erases to the end of the screen. If the window has become narrower,
 * lines have wrapped and take more rows.
 */
function eraseSequence(drawnLines: readonly string[], columns: number): string {
  const rows = drawnLines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(printedWidth(line) / columns)),
    0,
  );
  return rows === 0 ? '' : `\u001b[${rows}A\r\u001b[J`;
}

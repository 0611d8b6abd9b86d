import type { RunEvent } from '../../../../runtime/index.js';
import { printedWidth } from '../../../../report/index.js';
import type { OutputStream } from '../../../terminal.js';
import { liveFrame } from './live-frame.js';
import { eventLines, type ProgressStyle } from './event-lines.js';
import { INITIAL_PROGRESS, applyRunEvent, type ProgressState } from './progress-state.js';

/** Shows a run while it goes. */
export interface ProgressDisplay {
  show(event: RunEvent): void;
  /** Takes the moving lines away; what was said stays. */
  close(): void;
}

/** Between two redraws, in milliseconds. */
const REDRAW_INTERVAL_MS = 100;

/**
 * A display that fits the output: moving bars where a person watches, a line an epoch otherwise.
 *
 * @param nowMs milliseconds of a clock that only goes forward.
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
 * Finished things are written once and scroll away as all output does; only the lines of what is under way are
 * redrawn, in one write each time, so that nothing flickers.
 */
function liveProgressDisplay(output: OutputStream, nowMs: () => number): ProgressDisplay {
  const style: ProgressStyle = { colours: output.colours, unicode: output.unicode, detail: 'phases' };
  let state: ProgressState = INITIAL_PROGRESS;
  let drawn: string[] = [];
  let drawnAt = -Infinity;

  const draw = (said: readonly string[]): void => {
    const frame = liveFrame(state, output.columns(), style);
    const lines = [...said, ...frame].map((line) => `${line}\n`).join('');
    output.writeWithControl(eraseSequence(drawn, output.columns()), lines);
    drawn = frame;
    drawnAt = nowMs();
  };

  return {
    show(event) {
      state = applyRunEvent(state, event);
      const said = eventLines(event, style);
      if (said.length > 0 || event.event !== 'progress' || nowMs() - drawnAt >= REDRAW_INTERVAL_MS)
        draw(said);
    },
    close() {
      state = { ...state, over: true };
      if (drawn.length > 0) draw([]);
    },
  };
}

/**
 * To the start of what was drawn, and everything below erased. A window that became narrower since has wrapped the
 * lines: they take more rows now than there were.
 */
function eraseSequence(drawnLines: readonly string[], columns: number): string {
  const rows = drawnLines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(printedWidth(line) / columns)),
    0,
  );
  return rows === 0 ? '' : `\u001b[${rows}A\r\u001b[J`;
}

import type { RunEvent } from '../../runtime/index.js';
import { printedWidth } from '../../report/index.js';
import type { Output } from '../terminal.js';
import { liveFrame } from './frame.js';
import { linesOf, type Style } from './lines.js';
import { beforeStart, follow, type DisplayState } from './state.js';

/** Shows a run while it goes. */
export interface Display {
  show(event: RunEvent): void;
  /** Takes the moving lines away; what was said stays. */
  close(): void;
}

/** Between two redraws, in milliseconds. */
const REDRAW = 100;

/**
 * A display that fits the output: moving bars where a person watches, a line an epoch otherwise.
 *
 * @param now milliseconds of a clock that only goes forward.
 */
export function openDisplay(output: Output, now: () => number = () => performance.now()): Display {
  return output.live ? liveDisplay(output, now) : plainDisplay(output);
}

function plainDisplay(output: Output): Display {
  const style: Style = { colours: output.colours, unicode: output.unicode, detail: 'epochs' };
  return {
    show: (event) => linesOf(event, style).forEach((line) => output.line(line)),
    close: () => {},
  };
}

/**
 * Finished things are written once and scroll away as all output does; only the lines of what is under way are
 * redrawn, in one write each time, so that nothing flickers.
 */
function liveDisplay(output: Output, now: () => number): Display {
  const style: Style = { colours: output.colours, unicode: output.unicode, detail: 'phases' };
  let state: DisplayState = beforeStart;
  let drawn: string[] = [];
  let drawnAt = -Infinity;

  const draw = (said: readonly string[]): void => {
    const frame = liveFrame(state, output.columns(), style);
    const lines = [...said, ...frame].map((line) => `${line}\n`).join('');
    output.steer(back(drawn, output.columns()), lines);
    drawn = frame;
    drawnAt = now();
  };

  return {
    show(event) {
      state = follow(state, event);
      const said = linesOf(event, style);
      if (said.length > 0 || event.event !== 'progress' || now() - drawnAt >= REDRAW) draw(said);
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
function back(drawn: readonly string[], columns: number): string {
  const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(printedWidth(line) / columns)), 0);
  return rows === 0 ? '' : `\u001b[${rows}A\r\u001b[J`;
}

import { EXIT_CODES } from './user-error.js';
import type { OutputStream } from './terminal.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface InterruptHandler {
  signal: AbortSignal;
  /** Requests a stop, as the first Ctrl-C does. */
  stop(): void;
  /** Removes the handlers: signals end the process again. */
  release(): void;
}

/**
 * The first Ctrl-C requests a graceful stop; the second ends the process at once. So do SIGTERM, and SIGHUP, which a
 * terminal sends when its window is closed. Finished work is never lost, because files are written atomically.
 */
export function stopOnSignals(
  err: OutputStream,
  message = 'Stopping after this step; once more stops at once.',
): InterruptHandler {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT_CODES.interrupted);
    err.line(message);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    signal: controller.signal,
    stop: () => {
      if (!controller.signal.aborted) controller.abort();
    },
    release: () => {
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}

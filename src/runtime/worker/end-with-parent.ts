/**
 * A child process hears that its parent has gone when its event loop comes round. While it computes in one long call (a
 * library makes a session; a JavaScript engine takes a step) it does not: a thread of its own looks after the parent then.
 */
import { Worker } from 'node:worker_threads';

/** Between two looks, in milliseconds. */
const POLL_INTERVAL_MS = 1000;

/** Runs in a thread, as text, so that it loads nothing. A parent that has ended has handed its children to another. */
const watcherSource = `
  const { workerData: { parent, every } } = require('node:worker_threads');
  const gone = () => {
    if (process.ppid !== parent) return true;
    try {
      process.kill(parent, 0);
      return false;
    } catch (error) {
      return error.code === 'ESRCH';
    }
  };
  setInterval(() => { if (gone()) process.kill(process.pid, 'SIGKILL'); }, every);
`;

/** From now on this process ends, at the latest a second after its parent, whatever it does then. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit(1));
  const thread = new Worker(watcherSource, {
    eval: true,
    workerData: { parent: process.ppid, every: POLL_INTERVAL_MS },
    // None of the process's own flags (its source maps).
    execArgv: [],
    stdin: false,
  });
  // It must not keep alive what has nothing left to do, nor end it by failing.
  thread.unref();
  thread.on('error', () => undefined);
}

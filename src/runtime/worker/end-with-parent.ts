/**
 * Ends a child process when its parent ends. The `disconnect` event needs the event loop. During one long synchronous
 * call (a library creates a session, a JavaScript engine runs a step) it is not delivered, so a separate thread polls
 * for the parent.
 */
import { Worker } from 'node:worker_threads';

/** Polling interval in milliseconds. */
const POLL_INTERVAL_MS = 1000;

/**
 * Runs in a thread, as source text, so that it loads nothing. Children of a process that has ended are adopted by
 * another, so their parent's id changes.
 */
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

/** From now on this process ends at the latest a second after its parent. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit(1));
  const thread = new Worker(watcherSource, {
    eval: true,
    workerData: { parent: process.ppid, every: POLL_INTERVAL_MS },
    // Without the process's own flags (source maps).
    execArgv: [],
    stdin: false,
  });
  // It must neither keep the process alive nor end it by an error.
  thread.unref();
  thread.on('error', () => undefined);
}

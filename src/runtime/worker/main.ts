/**
 * Entry of a child process: performs one job, sends the result, exits. It also exits when its parent does. Ctrl-C is
 * sent to every process of a terminal; the parent decides how to react.
 */
import type { RunEvent } from '../api/index.js';
import { endWithParent } from './end-with-parent.js';
import { performJob } from './perform-job.js';
import type { JobExpense, MessageFromWorker, MessageToWorker } from '../jobs/index.js';

// Stack traces need the source maps of lagraph, which are loaded by now; those of libraries would only take time.
process.setSourceMapsEnabled(false);

const stop = new AbortController();

function tell(message: MessageFromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) return resolve();
    process.send!(message, undefined, undefined, () => resolve());
  });
}

async function work(message: Extract<MessageToWorker, { message: 'job' }>): Promise<void> {
  // TensorFlow's messages go to the run's `output.log`, so they are enabled.
  if (message.heard) process.env.TF_CPP_MIN_LOG_LEVEL ??= '0';
  const emit = (event: RunEvent) => void tell({ message: 'event', event });
  const spent = (expense: JobExpense) => void tell({ message: 'spent', spent: expense });
  await tell(await performJob(message.job, { emit, spent, stop: stop.signal }));
  process.disconnect();
  // Threads of native libraries may keep the process alive.
  process.exit(0);
}

process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
endWithParent();
process.on('SIGTERM', () => stop.abort());
process.on('message', (message: MessageToWorker) => {
  if (message.message === 'stop') stop.abort();
  else void work(message);
});

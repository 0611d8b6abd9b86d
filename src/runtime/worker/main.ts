/**
 * Entry of a child process: takes one job, answers, ends. It ends by itself when its parent does. Ctrl-C reaches every
 * process of a terminal; what to do about it is the parent's to say.
 */
import type { RunEvent } from '../api/index.js';
import { endWithParent } from './end-with-parent.js';
import { performJob } from './perform-job.js';
import type { MessageFromWorker, MessageToWorker } from '../jobs/index.js';

// Stacks need the sources of lagraph, which are loaded by now; the maps of libraries would only be read.
process.setSourceMapsEnabled(false);

const stop = new AbortController();

function tell(message: MessageFromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) return resolve();
    process.send!(message, undefined, undefined, () => resolve());
  });
}

async function work(message: Extract<MessageToWorker, { message: 'job' }>): Promise<void> {
  // What TensorFlow has to say goes to the run's `output.log`: let it speak.
  if (message.heard) process.env.TF_CPP_MIN_LOG_LEVEL ??= '0';
  const emit = (event: RunEvent) => void tell({ message: 'event', event });
  await tell(await performJob(message.job, { emit, stop: stop.signal }));
  process.disconnect();
  // Native libraries may keep threads that would hold the process.
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

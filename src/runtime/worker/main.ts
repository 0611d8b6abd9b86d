/**
 * Entry of a child process: takes one job, answers, ends. It ends by itself when its parent does. Ctrl-C reaches every
 * process of a terminal; what to do about it is the parent's to say.
 */
import type { RunEvent } from '../events.js';
import { endWithParent } from './end-with-parent.js';
import { perform } from './perform.js';
import type { FromChild, ToChild } from './protocol.js';

// Stacks need the sources of lagraph, which are loaded by now; the maps of libraries would only be read.
process.setSourceMapsEnabled(false);

const stop = new AbortController();

function tell(message: FromChild): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) return resolve();
    process.send!(message, undefined, undefined, () => resolve());
  });
}

async function work(message: Extract<ToChild, { message: 'job' }>): Promise<void> {
  // What TensorFlow has to say goes to the run's `output.log`: let it speak.
  if (message.heard) process.env.TF_CPP_MIN_LOG_LEVEL ??= '0';
  const emit = (event: RunEvent) => void tell({ message: 'event', event });
  await tell(await perform(message.job, { emit, stop: stop.signal }));
  process.disconnect();
  // Native libraries may keep threads that would hold the process.
  process.exit(0);
}

process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
endWithParent();
process.on('SIGTERM', () => stop.abort());
process.on('message', (message: ToChild) => {
  if (message.message === 'stop') stop.abort();
  else void work(message);
});

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { passErrors } from './filter-tensorflow-log.mjs';
import { ProgramFailed } from './errors.mjs';
import { median } from './statistics.mjs';

/** Steps a round: enough for a median, and about the same time for every task. */
const stepsOf = (task) => (task === 'linker' ? 200 : 20);
const WARMUP = 5;

/**
 * A process that is benchmarked: it prints one line about itself, then answers each request line with one line. The
 * protocol is in keras_steps.py.
 */
export async function startSide(name, command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  passErrors(child.stderr);
  // A process that has died is reported by its exit, not by the broken pipe.
  child.stdin.on('error', () => undefined);
  const failed = new Promise((_, reject) => {
    child.once('error', (error) => reject(new ProgramFailed(`${name} can't be started: ${error.message}`)));
    // Waits for `close`, not `exit`: the last lines of standard error may still be buffered.
    child.once('close', (code, signal) =>
      reject(new ProgramFailed(`${name} ended early (${signal ?? `exit ${code}`})`)),
    );
  });
  failed.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async () => {
    const { value, done } = await Promise.race([lines.next(), failed]);
    // The output stream ends shortly before the process does.
    return done ? failed : JSON.parse(value);
  };
  return {
    name,
    hello: await hear(),
    /** Median milliseconds of a step. */
    async time(task) {
      child.stdin.write(`${JSON.stringify({ task, steps: stepsOf(task), warmup: WARMUP })}\n`);
      return median((await hear()).ms);
    },
    /** Sends a request line and returns the answer. */
    async ask(line) {
      child.stdin.write(`${JSON.stringify(line)}\n`);
      return hear();
    },
    end: () => child.stdin.end(),
  };
}

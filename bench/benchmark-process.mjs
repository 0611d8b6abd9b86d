import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { passErrors } from './filter-tensorflow-log.mjs';
import { ProgramFailed } from './errors.mjs';
import { median } from './statistics.mjs';

/** Steps of a round: enough for a median, about as long for every task. */
const stepsOf = (task) => (task === 'linker' ? 200 : 20);
const WARMUP = 5;

/**
 * A side of the comparison: a process that says what it is, then answers each line that it is told with a line. What
 * the lines hold is in keras_steps.py.
 */
export async function startSide(name, command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  passErrors(child.stderr);
  // A side that has died is told of by its exit, not by the pipe that broke.
  child.stdin.on('error', () => undefined);
  const failed = new Promise((_, reject) => {
    child.once('error', (error) => reject(new ProgramFailed(`${name} can't be started: ${error.message}`)));
    // Not at `exit`: what it said of its end would still be on its way.
    child.once('close', (code, signal) =>
      reject(new ProgramFailed(`${name} ended early (${signal ?? `exit ${code}`})`)),
    );
  });
  failed.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async () => {
    const { value, done } = await Promise.race([lines.next(), failed]);
    // Its output ends a moment before it does.
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
    /** What it answers to a line. */
    async ask(line) {
      child.stdin.write(`${JSON.stringify(line)}\n`);
      return hear();
    },
    end: () => child.stdin.end(),
  };
}

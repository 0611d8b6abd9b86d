/** One job in a child process of its own: its memory goes back to the system with it, and its death harms no other. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Diagnostic } from '../../diagnostics/index.js';
import type { RunEvent } from '../api/index.js';
import { outOfMemoryReport } from '../engine-errors/index.js';
import type { MessageFromWorker, MessageToWorker } from './worker-messages.js';
import type { Job, JobResults } from './job-types.js';

/** The child found something wrong that a person can do something about. */
export class JobFailedError extends Error {
  constructor(
    message: string,
    /** The same with its place in the graph, where it has one. */
    readonly diagnostic: Diagnostic | null = null,
  ) {
    super(message);
  }
}

/** The child stopped because it was asked to. */
export class JobStoppedError extends Error {}

/** How much of what a dying child wrote is worth showing. */
const OUTPUT_TAIL_LENGTH = 2000;

/** A child that was asked to stop finishes its step first; one that does not answer is ended after this long. */
const STOP_TIMEOUT_MS = 15_000;

/**
 * A child that has answered has nothing left to do. If looking up a name gets no answer, Node does not end before the
 * system gives it up, 10 to 30 seconds later.
 */
const EXIT_TIMEOUT_MS = 1_000;

/**
 * Children that work now. However this process ends by itself, none of them goes on; if it is killed, they see to that.
 */
const runningChildren = new Set<ChildProcess>();
process.on('exit', () => runningChildren.forEach((child) => child.kill('SIGKILL')));

const workerEntry = fileURLToPath(new URL('../worker/main.js', import.meta.url));

function exitMessage(code: number | null, signal: NodeJS.Signals | null, outputTail: string): string {
  const how =
    signal === 'SIGKILL'
      ? 'was killed (SIGKILL); if nobody did that, the system was out of memory'
      : signal !== null
        ? `was ended by ${signal}`
        : `ended with code ${code}`;
  // Of TensorFlow's lines those that only inform.
  const said = outputTail.replace(/^I\d{4} .*\n?/gm, '').trim();
  return `The process that worked on it ${how}.${said === '' ? '' : ` Its last words:\n${said}`}`;
}

/** TensorFlow's convolutions by oneDNN say so, and then fall over their missing memory. */
const EXHAUSTED = /RESOURCE_EXHAUSTED: (.*)/;

function jobFailureOf(
  job: Job,
  code: number | null,
  signal: NodeJS.Signals | null,
  outputTail: string,
): JobFailedError {
  const exhausted = EXHAUSTED.exec(outputTail)?.[1];
  if (exhausted === undefined || !('program' in job))
    return new JobFailedError(exitMessage(code, signal, outputTail));
  const { text, diagnostic } = outOfMemoryReport(job, { scope: null, message: exhausted });
  return new JobFailedError(text, diagnostic);
}

/**
 * Run a job to its end. Throws JobFailed (message for people), JobStoppedError after `stop`, or Error with the child's stack
 * for a bug.
 */
export function runJob<J extends Job>(
  job: J,
  callbacks: {
    event(event: RunEvent): void;
    stop?: AbortSignal;
    /** What the child writes to its standard output and error, piece by piece; null after the last. */
    output?(piece: Buffer | null): void;
  },
): Promise<JobResults[J['task']]> {
  return new Promise((resolve, reject) => {
    const child = fork(workerEntry, [], {
      // Typed arrays travel as they are.
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Flags of the parent (inspectors, loaders of a test runner) are not the child's.
      execArgv: ['--enable-source-maps'],
    });
    runningChildren.add(child);
    let words = '';
    const listen = (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-OUTPUT_TAIL_LENGTH);
      callbacks.output?.(chunk);
    };
    child.stdout!.on('data', listen);
    child.stderr!.on('data', listen);

    let end: (() => void) | undefined;
    let impatience: NodeJS.Timeout | undefined;
    let farewell: NodeJS.Timeout | undefined;
    const send = (message: MessageToWorker) => {
      if (child.connected) child.send(message, () => undefined);
    };
    const onStop = () => {
      send({ message: 'stop' });
      impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    };
    child.on('message', (message: MessageFromWorker) => {
      if (message.message === 'event') return callbacks.event(message.event);
      farewell = setTimeout(() => child.kill('SIGKILL'), EXIT_TIMEOUT_MS);
      if (message.message === 'result') {
        end = () => resolve(message.result as JobResults[J['task']]);
      } else {
        const { kind, text, stack, diagnostic } = message;
        end = () => {
          if (kind === 'failed') reject(new JobFailedError(text, diagnostic ?? null));
          else if (kind === 'stopped') reject(new JobStoppedError(text));
          else reject(Object.assign(new Error(text), { stack }));
        };
      }
    });
    child.on('error', reject);
    // `close` comes after the last message and the last words.
    child.on('close', (code, signal) => {
      runningChildren.delete(child);
      callbacks.stop?.removeEventListener('abort', onStop);
      clearTimeout(impatience);
      clearTimeout(farewell);
      callbacks.output?.(null);
      if (end) end();
      else if (callbacks.stop?.aborted)
        reject(new JobStoppedError('It was stopped before it could put its state away.'));
      else reject(jobFailureOf(job, code, signal, words));
    });
    send({ message: 'job', job, heard: callbacks.output !== undefined });
    if (callbacks.stop?.aborted) onStop();
    else callbacks.stop?.addEventListener('abort', onStop, { once: true });
  });
}

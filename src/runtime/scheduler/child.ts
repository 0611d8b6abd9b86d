/** One job in a child process of its own: its memory goes back to the system with it, and its death harms no other. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Diagnostic } from '../../diagnostics/index.js';
import type { RunEvent } from '../events.js';
import { outOfMemory } from '../out-of-memory.js';
import type { FromChild, Job, JobResults, ToChild } from '../worker/index.js';

/** The child found something wrong that a person can do something about. */
export class JobFailed extends Error {
  constructor(
    message: string,
    /** The same with its place in the graph, where it has one. */
    readonly diagnostic: Diagnostic | null = null,
  ) {
    super(message);
  }
}

/** The child stopped because it was asked to. */
export class JobStopped extends Error {}

/** How much of what a dying child wrote is worth showing. */
const LAST_WORDS = 2000;

/** A child that was asked to stop finishes its step first; one that does not answer is ended after this long. */
const PATIENCE = 15_000;

/**
 * A child that has answered has nothing left to do. If looking up a name gets no answer, Node does not end before the
 * system gives it up, 10 to 30 seconds later.
 */
const FAREWELL = 1_000;

/**
 * Children that work now. However this process ends by itself, none of them goes on; if it is killed, they see to that.
 */
const children = new Set<ChildProcess>();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

const entry = fileURLToPath(new URL('../worker/main.js', import.meta.url));

function obituary(code: number | null, signal: NodeJS.Signals | null, words: string): string {
  const how =
    signal === 'SIGKILL'
      ? 'was killed (SIGKILL); if nobody did that, the system was out of memory'
      : signal !== null
        ? `was ended by ${signal}`
        : `ended with code ${code}`;
  // Of TensorFlow's lines those that only inform.
  const said = words.replace(/^I\d{4} .*\n?/gm, '').trim();
  return `The process that worked on it ${how}.${said === '' ? '' : ` Its last words:\n${said}`}`;
}

/** TensorFlow's convolutions by oneDNN say so, and then fall over their missing memory. */
const EXHAUSTED = /RESOURCE_EXHAUSTED: (.*)/;

function deathOf(job: Job, code: number | null, signal: NodeJS.Signals | null, words: string): JobFailed {
  const exhausted = EXHAUSTED.exec(words)?.[1];
  if (exhausted === undefined || !('program' in job)) return new JobFailed(obituary(code, signal, words));
  const { text, diagnostic } = outOfMemory(job, { scope: null, message: exhausted });
  return new JobFailed(text, diagnostic);
}

/**
 * Run a job to its end. Throws JobFailed (message for people), JobStopped after `stop`, or Error with the child's stack
 * for a bug.
 */
export function runJob<J extends Job>(
  job: J,
  on: {
    event(event: RunEvent): void;
    stop?: AbortSignal;
    /** What the child writes to its standard output and error, piece by piece; null after the last. */
    output?(piece: Buffer | null): void;
  },
): Promise<JobResults[J['task']]> {
  return new Promise((resolve, reject) => {
    const child = fork(entry, [], {
      // Typed arrays travel as they are.
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Flags of the parent (inspectors, loaders of a test runner) are not the child's.
      execArgv: ['--enable-source-maps'],
    });
    children.add(child);
    let words = '';
    const listen = (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-LAST_WORDS);
      on.output?.(chunk);
    };
    child.stdout!.on('data', listen);
    child.stderr!.on('data', listen);

    let end: (() => void) | undefined;
    let impatience: NodeJS.Timeout | undefined;
    let farewell: NodeJS.Timeout | undefined;
    const send = (message: ToChild) => {
      if (child.connected) child.send(message, () => undefined);
    };
    const onStop = () => {
      send({ message: 'stop' });
      impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    };
    child.on('message', (message: FromChild) => {
      if (message.message === 'event') return on.event(message.event);
      farewell = setTimeout(() => child.kill('SIGKILL'), FAREWELL);
      if (message.message === 'result') {
        end = () => resolve(message.result as JobResults[J['task']]);
      } else {
        const { kind, text, stack, diagnostic } = message;
        end = () => {
          if (kind === 'failed') reject(new JobFailed(text, diagnostic ?? null));
          else if (kind === 'stopped') reject(new JobStopped(text));
          else reject(Object.assign(new Error(text), { stack }));
        };
      }
    });
    child.on('error', reject);
    // `close` comes after the last message and the last words.
    child.on('close', (code, signal) => {
      children.delete(child);
      on.stop?.removeEventListener('abort', onStop);
      clearTimeout(impatience);
      clearTimeout(farewell);
      on.output?.(null);
      if (end) end();
      else if (on.stop?.aborted) reject(new JobStopped('It was stopped before it could put its state away.'));
      else reject(deathOf(job, code, signal, words));
    });
    send({ message: 'job', job, heard: on.output !== undefined });
    if (on.stop?.aborted) onStop();
    else on.stop?.addEventListener('abort', onStop, { once: true });
  });
}

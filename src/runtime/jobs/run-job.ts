/** Runs a job in a child process: its memory is returned when it ends, and a crash affects no other job. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Diagnostic } from '../../diagnostics/index.js';
import { missingModules } from '../../own-words/index.js';
import type { RunEvent } from '../api/index.js';
import { outOfMemoryReport } from '../engine-errors/index.js';
import type { MessageFromWorker, MessageToWorker, ToldFault } from './worker-messages.js';
import type { Job, JobExpense, JobResults } from './job-types.js';

/** What a child told, or that the library crashed it: how (`SIGSEGV`). */
export type EngineFault = ToldFault | { kind: 'crash'; how: string };

/** The job failed for a reason that a user can act on. */
export class JobFailedError extends Error {
  constructor(
    message: string,
    /** The same as a diagnostic with its place in the graph, if it has one. */
    readonly diagnostic: Diagnostic | null = null,
    /** A fault of an engine's library, which another engine may not have. */
    readonly fault: EngineFault | null = null,
  ) {
    super(message);
  }
}

/** The job was stopped on request. */
export class JobStoppedError extends Error {}

/** Characters of a crashed child's output that are shown. */
const OUTPUT_TAIL_LENGTH = 2000;

/** A child that is asked to stop finishes its step first; if it does not end within this time, it is killed. */
const STOP_TIMEOUT_MS = 15_000;

/**
 * Time for a child to exit after its result. If a DNS lookup is pending, Node does not exit before the system times
 * it out, 10 to 30 seconds later.
 */
const EXIT_TIMEOUT_MS = 1_000;

/**
 * Running children. They are killed when this process exits; if it is killed itself, they notice
 * (end-with-parent.ts).
 */
const runningChildren = new Set<ChildProcess>();
process.on('exit', () => runningChildren.forEach((child) => child.kill('SIGKILL')));

const workerEntry = fileURLToPath(new URL('../worker/main.js', import.meta.url));

/** Signals that the system sends to a process that did what it may not. */
const CRASH_SIGNALS: readonly string[] = ['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGABRT', 'SIGTRAP'];

/** Windows ends a process with such a code instead (NTSTATUS). */
const CRASH_CODES: Readonly<Record<number, string>> = {
  0xc000_0005: 'access violation',
  0xc000_001d: 'illegal instruction',
  0xc000_0094: 'division by zero',
  0xc000_00fd: 'stack overflow',
  0xc000_0409: 'abort',
};

/** How a process crashed; null if it ended otherwise. JavaScript that is out of memory aborts too, on every engine. */
function crashOf(code: number | null, signal: NodeJS.Signals | null, outputTail: string): string | null {
  if (/JavaScript heap out of memory|Reached heap limit/.test(outputTail)) return null;
  if (signal !== null) return CRASH_SIGNALS.includes(signal) ? signal : null;
  return CRASH_CODES[code ?? 0] ?? null;
}

function exitMessage(code: number | null, signal: NodeJS.Signals | null, outputTail: string): string {
  const how =
    signal === 'SIGKILL'
      ? 'was killed (SIGKILL); if nobody did that, the system was out of memory'
      : signal !== null
        ? `${CRASH_SIGNALS.includes(signal) ? 'crashed: it ' : ''}was ended by ${signal}`
        : `ended with code ${code}`;
  // Without TensorFlow's informational lines.
  const said = outputTail.replace(/^I\d{4} .*\n?/gm, '').trim();
  return `The process that worked on it ${how}.${said === '' ? '' : ` Its last words:\n${said}`}`;
}

/** TensorFlow's oneDNN convolutions report exhausted memory in this form, and then crash. */
const EXHAUSTED = /RESOURCE_EXHAUSTED: (.*)/;

function jobFailureOf(
  job: Job,
  code: number | null,
  signal: NodeJS.Signals | null,
  outputTail: string,
): JobFailedError {
  const crash = crashOf(code, signal, outputTail);
  const exhausted = EXHAUSTED.exec(outputTail)?.[1];
  if (exhausted === undefined || !('program' in job))
    return new JobFailedError(
      exitMessage(code, signal, outputTail),
      null,
      crash === null ? null : { kind: 'crash', how: crash },
    );
  const { text, diagnostic } = outOfMemoryReport(job, { scope: null, message: exhausted });
  return new JobFailedError(text, diagnostic);
}

/** Also of a run of the store, whose program holds the module: it may come from elsewhere. */
const untrustedWordsText = (file: string): string =>
  `Nothing was run: the words ${file} are code that you have not trusted as it is there. lagraph trust ${file} trusts the file as it is now.`;

/**
 * Run a job to its end. Throws JobFailedError (message for users), JobStoppedError after `stop`, or Error with the
 * child's stack for a bug.
 */
export function runJob<J extends Job>(
  job: J,
  callbacks: {
    event(event: RunEvent): void;
    /** Of trainings: also of one that was stopped or has failed, unless its process was killed. */
    spent?(expense: JobExpense): void;
    stop?: AbortSignal;
    /** Receives the chunks of the child's standard output and error; null after the last. */
    output?(piece: Buffer | null): void;
  },
): Promise<JobResults[J['task']]> {
  const [untrusted] = 'program' in job ? missingModules(job.program.words) : [];
  if (untrusted) return Promise.reject(new JobFailedError(untrustedWordsText(untrusted.file)));
  return new Promise((resolve, reject) => {
    const child = fork(workerEntry, [], {
      // Transfers typed arrays without conversion.
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // The parent's flags (inspectors, loaders of a test runner) are not inherited.
      execArgv: ['--enable-source-maps'],
    });
    runningChildren.add(child);
    let outputTail = '';
    const listen = (chunk: Buffer) => {
      outputTail = (outputTail + chunk.toString('utf8')).slice(-OUTPUT_TAIL_LENGTH);
      callbacks.output?.(chunk);
    };
    child.stdout!.on('data', listen);
    child.stderr!.on('data', listen);

    let end: (() => void) | undefined;
    let stopTimeout: NodeJS.Timeout | undefined;
    let exitTimeout: NodeJS.Timeout | undefined;
    const send = (message: MessageToWorker) => {
      if (child.connected) child.send(message, () => undefined);
    };
    const onStop = () => {
      send({ message: 'stop' });
      stopTimeout = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    };
    child.on('message', (message: MessageFromWorker) => {
      if (message.message === 'event') return callbacks.event(message.event);
      if (message.message === 'spent') return callbacks.spent?.(message.spent);
      exitTimeout = setTimeout(() => child.kill('SIGKILL'), EXIT_TIMEOUT_MS);
      if (message.message === 'result') {
        end = () => resolve(message.result as JobResults[J['task']]);
      } else {
        const { kind, text, stack, diagnostic = null, fault = null } = message;
        end = () => {
          if (kind === 'failed') reject(new JobFailedError(text, diagnostic, fault));
          else if (kind === 'stopped') reject(new JobStoppedError(text));
          else reject(Object.assign(new Error(text), { stack }));
        };
      }
    });
    child.on('error', reject);
    // `close` is emitted after the last message and the last output.
    child.on('close', (code, signal) => {
      runningChildren.delete(child);
      callbacks.stop?.removeEventListener('abort', onStop);
      clearTimeout(stopTimeout);
      clearTimeout(exitTimeout);
      callbacks.output?.(null);
      if (end) end();
      else if (callbacks.stop?.aborted)
        reject(new JobStoppedError('It was stopped before it could put its state away.'));
      else reject(jobFailureOf(job, code, signal, outputTail));
    });
    send({ message: 'job', job, heard: callbacks.output !== undefined });
    if (callbacks.stop?.aborted) onStop();
    else callbacks.stop?.addEventListener('abort', onStop, { once: true });
  });
}

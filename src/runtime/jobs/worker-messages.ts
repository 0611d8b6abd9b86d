/** Messages between a run and its child processes. */
import type { Diagnostic } from '../../diagnostics/index.js';
import type { RunEvent } from '../api/index.js';
import type { Job, JobExpense, JobResults } from './job-types.js';

/** `heard`: the child's standard output and error are logged. */
export type MessageToWorker = { message: 'job'; job: Job; heard: boolean } | { message: 'stop' };

/**
 * A fault of an engine that its process lived to tell of: its library is missing or does not work on this machine; the device
 * that it computes on was lost, and a new process may go on.
 */
export type ToldFault = { kind: 'unusable' } | { kind: 'deviceLost' };

export type MessageFromWorker =
  | { message: 'event'; event: RunEvent }
  /** Before the end, whatever that is. */
  | { message: 'spent'; spent: JobExpense }
  | { message: 'result'; result: JobResults[keyof JobResults] }
  /**
   * `failed`: an error in the graph, the data or the numerics, with a message for users. `stopped`: aborted on
   * request, after saving its state. `bug`: an error in lagraph.
   */
  | {
      message: 'problem';
      kind: 'failed' | 'stopped' | 'bug';
      text: string;
      stack?: string;
      /** The same as a diagnostic with its place in the graph, if it has one. */
      diagnostic?: Diagnostic;
      fault?: ToldFault;
    };

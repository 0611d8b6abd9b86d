/** What a run and its child processes say to each other. */
import type { Diagnostic } from '../../diagnostics/index.js';
import type { RunEvent } from '../api/index.js';
import type { Job, JobResults } from './job-types.js';

/** `heard`: what the child writes to its standard output and error is kept. */
export type MessageToWorker = { message: 'job'; job: Job; heard: boolean } | { message: 'stop' };

export type MessageFromWorker =
  | { message: 'event'; event: RunEvent }
  | { message: 'result'; result: JobResults[keyof JobResults] }
  /**
   * `failed`: the graph, the data or the numbers are at fault, `text` says it to a person. `stopped`: was asked to, and
   * has put its state away. `bug`: lagraph is at fault.
   */
  | {
      message: 'problem';
      kind: 'failed' | 'stopped' | 'bug';
      text: string;
      stack?: string;
      /** The same with its place in the graph, where it has one. */
      diagnostic?: Diagnostic;
    };

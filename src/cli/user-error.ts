export { environmentFault, systemReason } from '../system-errors.js';

/** Exit codes of the command line; part of its interface, listed in docs/cli.md. */
export const EXIT_CODES = {
  done: 0,
  /** The graph or another input is wrong. */
  wrongInput: 1,
  wrongUsage: 2,
  /** The run failed, or an expectation was missed; also a bug in lagraph itself. */
  failed: 3,
  interrupted: 130,
} as const;

/**
 * Something that the user can mend: a file that isn't there, a model that isn't in the run. Thrown by commands, shown
 * by main without a stack.
 */
export class UserError extends Error {
  constructor(
    message: string,
    readonly options: {
      hint?: string;
      exit?: number;
      /** What is wrong with a graph, as `check --format json` prints it. */
      diagnostics?: unknown;
    } = {},
  ) {
    super(message);
  }

  get exit(): number {
    return this.options.exit ?? EXIT_CODES.wrongInput;
  }
}

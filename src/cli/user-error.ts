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
 * An error that the user can correct: a file that does not exist, a model that is not in the run. Commands throw it;
 * it is printed without a stack trace.
 */
export class UserError extends Error {
  constructor(
    message: string,
    readonly options: {
      hint?: string;
      exit?: number;
      /** The diagnostics of the graph, in the form of `check --format json`. */
      diagnostics?: unknown;
    } = {},
  ) {
    super(message);
  }

  get exit(): number {
    return this.options.exit ?? EXIT_CODES.wrongInput;
  }
}

/** Exit codes of the command line; part of its interface, listed in docs/cli.md. */
export const EXIT = {
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
export class Problem extends Error {
  constructor(
    message: string,
    readonly options: { hint?: string; exit?: number } = {},
  ) {
    super(message);
  }

  get exit(): number {
    return this.options.exit ?? EXIT.wrongInput;
  }
}

/** The text of a system error in words: `no such file` instead of `ENOENT: no such file or directory, open '...'`. */
export function systemReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOTDIR':
      return 'a part of its path is not a directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

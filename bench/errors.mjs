/** What the person who typed the command can mend: printed as one line, exit 2. */
export class UsageError extends Error {
  name = 'UsageError';
}

/** A program that was started here failed, and has said why itself: printed as one line, exit 1. */
export class ProgramFailed extends Error {
  name = 'ProgramFailed';
}

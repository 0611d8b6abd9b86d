/** An error that the user can correct: printed as one line, exit 2. */
export class UsageError extends Error {
  name = 'UsageError';
}

/** A child program failed and has printed the reason: printed as one line, exit 1. */
export class ProgramFailed extends Error {
  name = 'ProgramFailed';
}

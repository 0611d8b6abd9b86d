import { environmentFault } from '../../system-errors.js';

/** A problem with the store that a user can solve; the message says what to do. */
export class StoreError extends Error {}

/** Errors of reading and writing by a descriptor have no path, which the message needs. */
export function withErrorPath(error: unknown, path: string): unknown {
  const system = error as NodeJS.ErrnoException;
  if (system.code !== undefined) system.path ??= path;
  return error;
}

/** The message for users of an error caused by the store, its disk or the system; null for all others. */
export const storeFaultMessage = (error: unknown): string | null =>
  error instanceof StoreError ? error.message : environmentFault(error);

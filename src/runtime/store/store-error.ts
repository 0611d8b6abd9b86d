import { environmentFault } from '../../system-errors.js';

/** Something about the store that a person can do something about; the message says what. */
export class StoreError extends Error {}

/** Reading and writing by a descriptor says no path: an error is of little use without. */
export function withErrorPath(error: unknown, path: string): unknown {
  const system = error as NodeJS.ErrnoException;
  if (system.code !== undefined) system.path ??= path;
  return error;
}

/** What a person is told of an error that the store, its disk or the system is to blame for; null for all others. */
export const storeFaultMessage = (error: unknown): string | null =>
  error instanceof StoreError ? error.message : environmentFault(error);

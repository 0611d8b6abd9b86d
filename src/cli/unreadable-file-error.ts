import { NotRegularFileError } from '../regular-file.js';
import { systemReason, UserError } from './user-error.js';

/** What to tell of a file that could not be read, by its name as the user wrote it. */
export const unreadableFileError = (file: string, error: unknown): UserError =>
  new UserError(
    error instanceof NotRegularFileError ? `${file} ${error.what}` : `${file}: ${systemReason(error)}`,
  );

import type { Diagnostic, Sources } from '../../../diagnostics/index.js';
import { pluralize } from '../../pluralize.js';
import { EXIT_CODES, UserError } from '../../user-error.js';

/** A graph with errors, which can't be compared. Its diagnostics have been printed. */
export class BrokenGraph extends UserError {
  constructor(
    readonly file: string,
    label: string,
    readonly errors: readonly Diagnostic[],
    readonly sources: Sources,
  ) {
    super(`${label} has ${pluralize(errors.length, 'error')}; nothing was compared`, {
      exit: EXIT_CODES.wrongUsage,
    });
  }
}

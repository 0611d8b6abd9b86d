import { editDistance, nearestName } from '../../diagnostics/index.js';
import { EXIT_CODES, UserError } from '../user-error.js';

const MAX_LISTED_COLUMNS = 40;

/** @param option where it was written: `--where` */
export function unknownColumnError(written: string, names: readonly string[], option: string): UserError {
  // Names are suggested as they may be written: without `evaluations.` and `params.`.
  const short = names.map((name) => name.replace(/^(evaluations|params)\./, ''));
  const near = nearestName(written, short) ?? short.find((name) => editDistance(written, name, 3) < 3);
  const listed = short.slice(0, MAX_LISTED_COLUMNS).join(', ');
  const more = short.length > MAX_LISTED_COLUMNS ? ` and ${short.length - MAX_LISTED_COLUMNS} more` : '';
  return new UserError(`${option}: the runs have no column ${written}`, {
    exit: EXIT_CODES.wrongUsage,
    hint: near ? `did you mean ${near}?` : `there are ${listed}${more}`,
  });
}

export const ambiguousColumnError = (written: string, names: readonly string[], option: string): UserError =>
  new UserError(`${option}: ${written} could be any of ${names.join(', ')}`, {
    exit: EXIT_CODES.wrongUsage,
    hint: `write ${names[0]}`,
  });

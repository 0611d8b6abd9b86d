import { nearestName } from '../../diagnostics/index.js';
import { FileContentError } from '../file-content-error.js';

/** Maximum number of names listed in a message. */
const MAX_LISTED_NAMES = 30;

/** The error for an array that a file lacks, with what the file has. */
export function noArrayError(path: string, name: string, names: readonly string[]): FileContentError {
  const near = nearestName(name, names);
  const listed = `${names.slice(0, MAX_LISTED_NAMES).join(', ')}${names.length > MAX_LISTED_NAMES ? ' ...' : ''}`;
  return new FileContentError(
    `${path} has no array ${name}; it has ${listed || 'none at all'}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
  );
}

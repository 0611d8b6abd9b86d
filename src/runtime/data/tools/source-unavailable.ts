/** Data that is missing or invalid. The message is for users: what was tried, what to do. */
export class SourceUnavailableError extends Error {
  override name = 'SourceUnavailableError';
}

/** A file that exists and can't be used. `wrong` continues the sentence after its path. */
export function damagedFileError(path: string, wrong: string): SourceUnavailableError {
  return new SourceUnavailableError(`${path} ${wrong}. Put a good copy in its place.`);
}

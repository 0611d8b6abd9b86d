/** Data that isn't there, or isn't what it should be. The message is for a person: what was tried, what to do. */
export class SourceUnavailableError extends Error {
  override name = 'SourceUnavailable';
}

/** A file that is there and can't be used. `wrong` goes on from its path. */
export function damagedFileError(path: string, wrong: string): SourceUnavailableError {
  return new SourceUnavailableError(`${path} ${wrong}. Put a good copy in its place.`);
}

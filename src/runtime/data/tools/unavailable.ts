/** Data that isn't there, or isn't what it should be. The message is for a person: what was tried, what to do. */
export class SourceUnavailable extends Error {
  override name = 'SourceUnavailable';
}

/** A file that is there and can't be used. `wrong` goes on from its path. */
export function damaged(path: string, wrong: string): SourceUnavailable {
  return new SourceUnavailable(`${path} ${wrong}. Put a good copy in its place.`);
}

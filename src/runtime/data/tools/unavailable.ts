/** Data that isn't there, or isn't what it should be. The message is for a person: what was tried, what to do. */
export class SourceUnavailable extends Error {
  override name = 'SourceUnavailable';
}

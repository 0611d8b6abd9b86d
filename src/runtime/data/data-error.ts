/** Data that is unavailable, or does not match the graph. The message is for users. */
export class DataError extends Error {
  override name = 'DataError';
  /** The data set whose step failed. */
  dataset?: string;
}

/** Data that can't be had, or isn't what the graph takes it for. The message is for people. */
export class DataError extends Error {
  override name = 'DataError';
  /** The data set whose step met it. */
  dataset?: string;
}

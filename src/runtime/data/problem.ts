/** Data that can't be had, or isn't what the graph takes it for. The message is for people. */
export class DataProblem extends Error {
  override name = 'DataProblem';
  /** The data set whose step met it. */
  dataset?: string;
}

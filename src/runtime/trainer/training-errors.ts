/** An error that a user can solve. The message names things as the graph does. */
export class TrainingError extends Error {}

/** The job was stopped on request; finished work is saved. */
export class TrainingStoppedError extends Error {
  constructor() {
    super('It was stopped.');
  }
}

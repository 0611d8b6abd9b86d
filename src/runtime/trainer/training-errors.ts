/** Something that a person can do something about. The message says what, in the graph's own words. */
export class TrainingError extends Error {}

/** The work was stopped on request; what was done so far is put away. */
export class TrainingStoppedError extends Error {
  constructor() {
    super('It was stopped.');
  }
}

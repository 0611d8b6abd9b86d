/** The library that computes refused a step, or failed in it. */
export class StepError extends Error {
  constructor(
    message: string,
    /** What the step was at, as its kernel calls have it (`gradient/encoder/conv2d_1`); null where that can't be told. */
    readonly scope: string | null,
    readonly outOfMemory: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

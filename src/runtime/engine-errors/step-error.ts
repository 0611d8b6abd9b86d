/** The engine's library refused a step, or failed in it. */
export class StepError extends Error {
  constructor(
    message: string,
    /** The scope of the kernel call that failed (`gradient/encoder/conv2d_1`); null if it is unknown. */
    readonly scope: string | null,
    readonly outOfMemory: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

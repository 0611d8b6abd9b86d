/** A long series that is cut into examples of one length: texts and sounds. */
import { Type } from '../../typebox-builders.js';

const count = (description: string) => Type.Integer({ minimum: 1, maximum: 1_048_576, description });

/** @param unit what is counted: `characters` */
export const cutArguments = (unit: string) => ({
  length: count(`How many ${unit} an example has.`),
  stride: Type.Union([count(`How many ${unit} the next example begins behind this one.`), Type.Null()], {
    default: null,
    description: `How many ${unit} the next example begins behind this one; by default as many as an example has.`,
  }),
});

/** How many examples of `length` a series of `total` has; `ahead`: what must follow an example. */
export const examplesOf = (total: number, length: number, stride: number, ahead = 0): number =>
  Math.max(0, Math.floor((total - length - ahead) / stride) + 1);

/** What a method accumulates over batches, and what comes of it. */
import type { ResolvedArguments } from '../../vocabulary/index.js';

/** One weight of the result, in float64, in the order of its elements; `bias` where it has one. */
export interface SolvedValues {
  weight: Float64Array;
  bias: Float64Array | null;
}

export interface Solution {
  /** In the order of `train`. */
  values: SolvedValues[];
  /** By name; `loss` is among them. */
  figures: Record<string, number>;
  /** What a user should know of the result: directions in which nothing varies, for instance. */
  notices: string[];
}

/** The state of a pass; its sums are float64 whatever the engine computes in. */
export interface ClosedForm {
  /** @param second targets or labels; null for methods without them */
  add(inputs: Float32Array, second: Float32Array | null, examples: number): void;
  solve(): Solution;
  /** Arrays that the pass goes on from; they are written to as it goes on. */
  state(): Record<string, Float64Array>;
}

/** What is asked of a method. */
export interface ClosedFormRequest {
  args: ResolvedArguments;
  /** Numbers of an example. */
  inputs: number;
  second: number;
  /** Of each entry of `train`: the shape of its weight, and whether it has a bias. */
  solved: readonly { shape: readonly number[]; hasBias: boolean }[];
}

/** The data does not allow a solution. The message is for the user. */
export class UnsolvableError extends Error {}

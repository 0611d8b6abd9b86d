/**
 * A StepProgram is one step (of training, of evaluation, of prediction) as a list of tfjs kernel calls.
 * It is plain data: no tensors, no closures. Passes map one StepProgram to another; engines run it.
 *
 * Kernel names and attributes are tfjs 4.22's own (`@tensorflow/tfjs-core/src/kernel_names.ts`); layout is NHWC. Calls of
 * a higher level, composites, have TensorFlow's names, and their definition in tfjs's kernels beside them.
 */

import type { DType } from '../../vocabulary/index.js';

export type { DType } from '../../vocabulary/index.js';

/** Index into `StepProgram.values`. */
export type ValueId = number;

export interface TensorSpec {
  shape: readonly number[];
  dtype: DType;
}

/**
 * How a random draw fills an input. Engines never draw: the host fills the input from a named stream, so that every
 * engine sees the same numbers.
 *
 * - `bytes`: uniform whole numbers 0..255 as float-free uint8 data (the value's dtype is `int32`; the feed is a
 *   Uint8Array). Dropout keeps a unit where `byte >= threshold`, threshold = round(rate * 256).
 * - `uniform`: float32 in [0, 1).  - `normal`: float32, mean 0, standard deviation 1.
 * - `permutation`: int32, a random order of 0..n-1 (shape [n]).
 */
export interface RandomDraw {
  kind: 'bytes' | 'uniform' | 'normal' | 'permutation';
  /** Name of the stream, unique in the program: `network/layer#call` or what the expression named. */
  stream: string;
  /**
   * `step`: fresh each step, addressed by (stream, step). `example`: belongs to the example, addressed by
   * (stream, example's number and visit), so it is the same whenever and with whatever batch that example comes.
   */
  per: 'step' | 'example';
  /** For `per: 'step'`: how many of its sides are the batch; 1 where nothing is said. */
  batchSides?: number;
  /** For `per: 'example'`: which visits see the same draw. `once`: all of them. */
  every?: 'once' | 'epoch';
  /** For `per: 'example'` in paired data: the side whose example it is (`ExampleSet.key`'s member). */
  member?: string;
}

export type ProgramInput =
  /** A field of the batch; first dimension is the batch. */
  | { kind: 'field'; name: string; value: ValueId }
  | { kind: 'draw'; name: string; value: ValueId; draw: RandomDraw }
  /** A weight, an optimizer slot or a counter: lives in the engine's session between steps. */
  | { kind: 'state'; name: string; value: ValueId }
  /** A number that the host sets each step (`learning_rate`, a ramped loss weight, progress): float32, shape []. */
  | { kind: 'scalar'; name: string; value: ValueId };

export interface KernelCall {
  kernel: string;
  /** By tfjs's input names (`x`, `filter`, `dy` ...); kernels with a list (Concat, AddN, Pack) have keys `0`, `1` ... */
  inputs: Readonly<Record<string, ValueId>>;
  attrs: Readonly<Record<string, unknown>>;
  outputs: readonly ValueId[];
  /** What it belongs to, for errors and profiles: `mnist_encoder/conv2d`, `loss/copy`, `update/Adadelta`. */
  scope: string;
  /** Of a composite: the smaller calls that define it, for engines that have no kernel for it. */
  decomposition?: Decomposition;
}

/** The definition of a composite call, in values of its own. */
export interface Decomposition {
  values: readonly TensorSpec[];
  /** By the names of the call's inputs; those that the definition does not read are missing. */
  inputs: Readonly<Record<string, ValueId>>;
  constants: readonly ProgramConstant[];
  /** In an order in which every input is computed before its use. None is a composite. */
  calls: readonly KernelCall[];
  /** As many as the call has. */
  outputs: readonly ValueId[];
}

export type ProgramOutput =
  /** A value handed back to the host: a loss, a metric, a prediction. */
  | { kind: 'result'; name: string; value: ValueId }
  /** The new value of the state input of the same name. */
  | { kind: 'state'; name: string; value: ValueId };

export interface ProgramConstant {
  value: ValueId;
  /** float32 data, or int32 for int32, or 0/1 bytes for bool. */
  data: Float32Array | Int32Array | Uint8Array;
}

/** A named tensor of the state: a weight, an optimizer slot or a counter. */
export interface StateTensor {
  shape: readonly number[];
  data: Float32Array;
}

export interface StepProgram {
  /** What it is, for messages: `decode_mnist/train@128`. */
  name: string;
  /** Number of examples in the batch that it was captured for. */
  batchSize: number;
  values: TensorSpec[];
  inputs: ProgramInput[];
  constants: ProgramConstant[];
  /** In an order in which every input is computed before its use. */
  calls: KernelCall[];
  outputs: ProgramOutput[];
}

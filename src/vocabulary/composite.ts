/**
 * Composite operations: operations of a higher level that are defined by smaller ones, such as a normalization. tfjs
 * computes their definition. The capture records one kernel call for the operation and one for its gradient, which an
 * engine runs as one, or takes apart into what the definition computes.
 */
import type { Tensor, TfCore } from './definition-types.js';

export interface CompositeOperation {
  /** TensorFlow's name of the kernel, where it has one. */
  kernel: string;
  /** By the kernel's names; absent ones are left out. */
  inputs: Readonly<Record<string, Tensor | undefined>>;
  /** Attributes of the kernel. With the inputs' shapes they determine what the definition computes. */
  attrs?: Readonly<Record<string, unknown>>;
  /** The kernel's names of its outputs. */
  outputs: readonly string[];
  /** The outputs, in plain tfjs. It reads no other tensors than these inputs and constants. */
  definition(inputs: Readonly<Record<string, Tensor>>): readonly Tensor[];
  /** Absent where the operation is not differentiated: gradients, updates of optimizers. */
  gradient?: CompositeGradient;
}

/**
 * The gradient of a composite's first output; none passes through the others. It is one call as well, whose definition
 * is the backward pass of the operation's definition.
 */
export interface CompositeGradient {
  kernel: string;
  /** Inputs with a gradient. The call has an output for each that is present, and their names as attribute `gradients`. */
  of: readonly string[];
  /**
   * Inputs and outputs of the operation that the call is given although its definition does not read them, since a
   * kernel does.
   */
  given?: readonly string[];
}

/** A tfjs backend that records composites. */
export interface CompositeRecorder {
  recordComposite?(operation: CompositeOperation): Tensor[];
}

/** The outputs of a composite operation: recorded as one, or computed by its definition. */
export function callComposite(tf: TfCore, operation: CompositeOperation): readonly Tensor[] {
  const backend = tf.engine().backend as CompositeRecorder;
  if (backend.recordComposite) return backend.recordComposite(operation);
  return operation.definition(presentInputs(operation));
}

export function presentInputs({ inputs }: CompositeOperation): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(inputs).flatMap(([name, one]) => (one ? [[name, one]] : [])));
}

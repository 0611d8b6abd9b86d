import { Type, type Static, type TObject } from '../schema.js';
import type { Answer, Better, FunctionContext, FunctionDefinition, Tensor, TensorType } from '../types.js';

interface Typed<O> {
  output(inputs: readonly TensorType[], options: O): Answer<TensorType>;
  emit(inputs: readonly Tensor[], options: O, context: FunctionContext): Tensor;
}

interface Written<O extends TObject> {
  name: string;
  group: FunctionDefinition['group'];
  summary: string;
  parameters: FunctionDefinition['parameters'];
  variadic?: boolean;
  better?: Better;
  rises?: boolean;
  options?: O;
}

/** A function whose rules see its options with their types. */
export function define<O extends TObject>(definition: Written<O> & Typed<Static<O>>): FunctionDefinition {
  return { kind: 'function', options: noOptions, ...definition } as unknown as FunctionDefinition;
}

export const noOptions = Type.Object({}, { additionalProperties: false });

/** Tensor parameters by name. */
export const tensors = (...names: string[]): FunctionDefinition['parameters'] =>
  names.map((name) => ({ name, kind: 'tensor' }));

/** Scalar parameters, which are options that may be given by position. */
export const scalars = (...names: string[]): FunctionDefinition['parameters'] =>
  names.map((name) => ({ name, kind: 'scalar', optional: true }));

/** The operand at a place, which must be there. */
export function operand<T>(inputs: readonly T[], at = 0): T {
  const found = inputs[at];
  if (found === undefined) throw new Error(`a function was called without its operand ${at}`);
  return found;
}

/** The first two operands. */
export const both = <T>(inputs: readonly T[]): [T, T] => [operand(inputs, 0), operand(inputs, 1)];

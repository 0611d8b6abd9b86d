import { Type, type Static, type TObject } from '../typebox-builders.js';
import type {
  RuleResult,
  BetterDirection,
  FunctionContext,
  FunctionDefinition,
  Tensor,
  TensorType,
} from '../definition-types.js';

/** Options of which some may be scalar tensors: numbers that move while a phase is trained. */
export type MovingOptions<O, M extends keyof O> = [M] extends [never]
  ? O
  : Omit<O, M> & Record<M, number | Tensor>;

interface TypedFunctionRules<O, M extends keyof O> {
  output(inputs: readonly TensorType[], options: O): RuleResult<TensorType>;
  emit(inputs: readonly Tensor[], options: MovingOptions<O, M>, context: FunctionContext): Tensor;
  total?(rows: Float32Array, width: number, options: O): number;
}

interface FunctionHeader<O extends TObject, M extends keyof Static<O>> {
  name: string;
  group: FunctionDefinition['group'];
  summary: string;
  parameters: FunctionDefinition['parameters'];
  variadic?: boolean;
  better?: BetterDirection;
  rises?: boolean;
  ofWeights?: true;
  differentiable?: readonly number[];
  options?: O;
  moving?: readonly M[];
}

/** Defines a function whose rules receive typed options. */
export function defineFunction<O extends TObject, M extends keyof Static<O> = never>(
  definition: FunctionHeader<O, M> & TypedFunctionRules<Static<O>, M>,
): FunctionDefinition {
  return { kind: 'function', options: noOptions, ...definition } as unknown as FunctionDefinition;
}

export const noOptions = Type.Object({}, { additionalProperties: false });

/** Tensor parameters by name. */
export const tensorParameters = (...names: string[]): FunctionDefinition['parameters'] =>
  names.map((name) => ({ name, kind: 'tensor' }));

/** Scalar parameters: options that may be given by position. */
export const scalarParameters = (...names: string[]): FunctionDefinition['parameters'] =>
  names.map((name) => ({ name, kind: 'scalar', optional: true }));

/** The operand at an index; throws if it is missing. */
export function operandAt<T>(inputs: readonly T[], index = 0): T {
  const found = inputs[index];
  if (found === undefined) throw new Error(`a function was called without its operand ${index}`);
  return found;
}

/** The first two operands. */
export const operandPair = <T>(inputs: readonly T[]): [T, T] => [operandAt(inputs, 0), operandAt(inputs, 1)];

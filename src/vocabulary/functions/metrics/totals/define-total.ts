/** Shared by figures of all examples together, which are no means over examples. */
import { Type, type Static, type TObject } from '../../../typebox-builders.js';
import { detachTensor } from '../../../detach-tensor.js';
import type {
  BetterDirection,
  FunctionDefinition,
  RuleResult,
  Tensor,
  TensorType,
  TfCore,
} from '../../../definition-types.js';
import { defineFunction, operandPair, tensorParameters } from '../../define-function.js';
import { tensorTypeResult } from '../../type-rules.js';

interface TotalRules<O extends TObject> {
  name: string;
  summary: string;
  better: BetterDirection;
  parameters?: [string, string];
  options: O;
  /** What is wrong with the operands, if anything. */
  check(inputs: readonly TensorType[], options: Static<O>): RuleResult<unknown>;
  /** Numbers of each example, [batch, k]. */
  rows(tf: TfCore, a: Tensor, b: Tensor, options: Static<O>): Tensor;
  /** The figure of the rows of all examples. */
  total(rows: Float32Array, width: number, options: Static<O>): number;
}

export const defineTotal = <O extends TObject>(rules: TotalRules<O>): FunctionDefinition => {
  const { check, rows, parameters = ['y_true', 'y_pred'], options, ...rest } = rules;
  return defineFunction<O>({
    ...rest,
    group: 'metric',
    options: Type.Object(options.properties, { additionalProperties: false }) as unknown as O,
    parameters: tensorParameters(...parameters),
    output(inputs, given) {
      const checked = check(inputs, given);
      return checked.ok ? tensorTypeResult([]) : checked;
    },
    emit(inputs, given, { tf }) {
      const [a, b] = operandPair(inputs.map((x) => detachTensor(tf, x)));
      return rows(tf, a, b, given);
    },
  });
};

/** [batch, everything else]; [batch, 1] of one number an example. */
export const flatRows = (tf: TfCore, x: Tensor): Tensor => tf.reshape(x, [x.shape[0]!, -1]);

/** The mean of numbers; NaN of none. */
export const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

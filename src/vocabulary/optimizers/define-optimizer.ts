import { Type, type Static, type TObject } from '../typebox-builders.js';
import type { OptimizerDefinition, Tensor, TfCore } from '../definition-types.js';

type UpdateInputs = Parameters<OptimizerDefinition['update']>[2];

/** Defines an optimizer whose rules receive typed arguments. */
export function defineOptimizer<A extends TObject>(
  definition: Omit<OptimizerDefinition, 'kind' | 'main' | 'args' | 'slots' | 'update'> & {
    args: A;
    slots(args: Static<A>): ReturnType<OptimizerDefinition['slots']>;
    update(tf: TfCore, args: Static<A>, at: UpdateInputs): { weight: Tensor; slots: Record<string, Tensor> };
  },
): OptimizerDefinition {
  return { kind: 'optimizer', main: 'learning_rate', ...definition } as unknown as OptimizerDefinition;
}

export const learningRateArgument = (value: number) =>
  Type.Number({ default: value, exclusiveMinimum: 0, description: 'Size of the steps.' });

/** A decay rate: the fraction that is kept from step to step. */
export const decayArgument = (value: number, description: string) =>
  Type.Number({ default: value, minimum: 0, exclusiveMaximum: 1, description });

export const optimizerEpsilonArgument = Type.Number({
  default: 1e-7,
  exclusiveMinimum: 0,
  description: 'Keeps divisions away from zero.',
});

/** A slot variable declared by the optimizer's `slots`; throws if it is missing. */
export function requiredSlot({ slots }: UpdateInputs, name: string): Tensor {
  const found = slots[name];
  if (!found) throw new Error(`the optimizer was not given its slot ${name}`);
  return found;
}

/** old * decay + new * (1 - decay) */
export const exponentialMovingAverage = (tf: TfCore, average: Tensor, value: Tensor, decay: number): Tensor =>
  tf.add(tf.mul(average, decay), tf.mul(value, 1 - decay));

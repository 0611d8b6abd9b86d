import { Type, type Static, type TObject } from '../typebox-builders.js';
import type { OptimizerDefinition, Shape, Tensor, TfCore } from '../definition-types.js';

type UpdateInputs = Parameters<OptimizerDefinition['update']>[2];

/** Keras has it for every optimizer: weights shrink by learning_rate * weight_decay before each step. */
const weightDecayArgument = Type.Optional(
  Type.Number({
    minimum: 0,
    description: 'How much weights shrink in each step, times the learning rate. Absent: not at all.',
  }),
);

/**
 * Defines an optimizer whose rules receive typed arguments. It has `weight_decay` if it does not define it itself, as an
 * argument without a default: what is trained without it keeps its key.
 */
export function defineOptimizer<A extends TObject>(
  definition: Omit<OptimizerDefinition, 'kind' | 'main' | 'args' | 'slots' | 'update'> & {
    args: A;
    slots(args: Static<A>, shape: Shape): ReturnType<OptimizerDefinition['slots']>;
    update(tf: TfCore, args: Static<A>, at: UpdateInputs): { weight: Tensor; slots: Record<string, Tensor> };
  },
): OptimizerDefinition {
  const { args, update } = definition;
  const whole = { kind: 'optimizer', main: 'learning_rate', ...definition };
  if ('weight_decay' in args.properties) return whole as unknown as OptimizerDefinition;
  return {
    ...whole,
    args: Type.Object(
      { ...args.properties, weight_decay: weightDecayArgument },
      { additionalProperties: false },
    ),
    update(tf: TfCore, given: Static<A>, at: UpdateInputs) {
      const { weight_decay: decay = 0 } = given as { weight_decay?: number };
      const shrunk =
        decay === 0 ? at.weight : tf.sub(at.weight, tf.mul(at.weight, tf.mul(at.learningRate, decay)));
      return update(tf, given, { ...at, weight: shrunk });
    },
  } as unknown as OptimizerDefinition;
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

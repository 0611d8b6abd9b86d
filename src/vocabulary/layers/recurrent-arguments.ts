/** Arguments, weights and shape of layers that go through a series step by step. */
import { activationArgument, tfjsActivationName } from '../activations.js';
import type { RuleResult, Shape, WeightRule } from '../definition-types.js';
import { shapeText } from '../tensor-shape.js';
import { Type, type Static, type TObject, type TSchema } from '../typebox-builders.js';
import { initializerArgument, trainableWeight, useBiasArgument } from './arguments.js';
import { kernelInitializerArgument, tfjsZeroInitializers } from './convolution-arguments.js';
import { inputOfRank, layerError, ok } from './define-layer.js';
import { MAX_DROPOUT_RATE } from './dropout-mask.js';

/** A step is recorded by itself, forward and backward: more make a program of many ten thousand kernel calls. */
const MOST_STEPS = 512;

const rate = (what: string) =>
  Type.Number({
    default: 0,
    minimum: 0,
    maximum: MAX_DROPOUT_RATE,
    description: `Share of ${what} that is set to 0 while training, the same ones in all steps, to the nearest 256th.`,
  });

const activationOfSteps = activationArgument({
  default: 'tanh',
  description: 'What is done to the sums of each step.',
});

/** Arguments of all recurrent layers, but for their size. */
export const recurrentWeightArguments = {
  use_bias: useBiasArgument,
  kernel_initializer: kernelInitializerArgument,
  recurrent_initializer: initializerArgument('orthogonal', 'the recurrent kernel'),
  bias_initializer: initializerArgument('zeros', 'the bias'),
  dropout: rate('the features of the input'),
  recurrent_dropout: rate('the features of the state'),
  return_sequences: Type.Boolean({
    default: false,
    description: 'Whether the output of every step comes out, or that of the last alone.',
  }),
  go_backwards: Type.Boolean({
    default: false,
    description: 'Whether the last step is taken first; outputs come in the order in which they are made.',
  }),
};

export const recurrentArguments = {
  units: Type.Integer({ minimum: 1, description: 'Features that come out.' }),
  activation: activationOfSteps,
  ...recurrentWeightArguments,
};

export const gatedActivationArguments = {
  activation: activationOfSteps,
  recurrent_activation: activationArgument({
    default: 'sigmoid',
    description: 'What is done to the sums of the gates.',
  }),
};

export const unitForgetBiasArgument = Type.Boolean({
  default: true,
  description: 'Whether the bias of the forget gate starts at 1, so that memories last at first.',
});

export type RecurrentArguments = Static<TObject<typeof recurrentArguments>>;

/** The arguments of a layer whose state passes gates, with those of its own. */
export const gatedArguments = <A extends Record<string, TSchema>>(own: A) => {
  const { units, activation: _, ...others } = recurrentArguments;
  return Type.Object(
    { units, ...gatedActivationArguments, ...others, ...own },
    { additionalProperties: false },
  );
};

/** The arguments that all recurrent layers of tfjs have; weights are set afterwards. */
export const tfjsRecurrentArguments = (args: RecurrentArguments) => ({
  units: args.units,
  activation: tfjsActivationName(args.activation),
  useBias: args.use_bias,
  recurrentInitializer: 'zeros' as const,
  ...tfjsZeroInitializers,
  dropout: args.dropout,
  recurrentDropout: args.recurrent_dropout,
  returnSequences: args.return_sequences,
  goBackwards: args.go_backwards,
});

/** A dropout rate above 0: the layer draws. */
export const dropsOut = ({ dropout, recurrent_dropout }: Readonly<Record<string, unknown>>): boolean =>
  Number(dropout) > 0 || Number(recurrent_dropout) > 0;

/** Whether a series is short enough to be gone through. */
export function checkSteps(steps: number): RuleResult<number> {
  if (steps <= MOST_STEPS) return ok(steps);
  return layerError(
    `a series of ${steps} steps is longer than ${MOST_STEPS}`,
    undefined,
    'each step is computed by itself: shorten the series, by pooling or by strides of a Conv1D',
  );
}

/** [steps, units] or [units]; further inputs are the states that the first step starts from. */
export function recurrentShape(
  inputs: readonly Shape[],
  { units, return_sequences }: Pick<RecurrentArguments, 'units' | 'return_sequences'>,
  states: 1 | 2,
): RuleResult<Shape> {
  const series = inputOfRank(inputs.slice(0, 1), 2);
  if (!series.ok) return series;
  const [steps = 1] = series.value;
  const few = checkSteps(steps);
  if (!few.ok) return few;
  const given = inputs.slice(1);
  if (given.length > 0 && given.length !== states)
    return layerError(`it starts from ${states} states, but is given ${given.length}`);
  const odd = given.find((state) => state.length !== 1 || state[0] !== units);
  if (odd)
    return layerError(`a state to start from is ${shapeText([units])}, not ${shapeText(odd)}`, 'units');
  return ok(return_sequences ? [steps, units] : [units]);
}

/** The weights of a cell with a number of gates, which stand side by side in them. */
export function recurrentWeights(
  inputs: readonly Shape[],
  args: RecurrentArguments,
  gates: number,
  bias: (width: number) => WeightRule,
): WeightRule[] {
  const width = gates * args.units;
  return [
    trainableWeight('kernel', [inputs[0]?.at(-1) ?? 1, width], args.kernel_initializer),
    trainableWeight('recurrent_kernel', [args.units, width], args.recurrent_initializer),
    ...(args.use_bias ? [bias(width)] : []),
  ];
}

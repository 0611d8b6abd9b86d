import { Type } from '../typebox-builders.js';
import type { Shape, Tensor, TfCore } from '../definition-types.js';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import {
  decayArgument,
  defineOptimizer,
  learningRateArgument,
  optimizerEpsilonArgument,
  requiredSlot,
} from './define-optimizer.js';
import { adamStep, momentSlots } from './moments.js';

const decay = (what: string) =>
  Type.Number({
    default: 0.004,
    minimum: 0,
    description: `How much ${what} shrink, times the learning rate.`,
  });
const coefficient = (value: number) =>
  Type.Number({ default: value, description: 'Coefficient of the iteration that makes steps orthogonal.' });

/** Keras's rule: kernels of Dense layers are matrices; all else is trained by AdamW. */
const isMatrix = (shape: Shape) => shape.length === 2;

/**
 * keras/src/optimizers/muon.py (Jordan 2024, Liu 2025). What Keras's `exclude_layers` does, an update of its own with AdamW
 * does here.
 */
export const muon = defineOptimizer({
  name: 'Muon',
  summary:
    'Steps of matrices that are made orthogonal; weights that are no matrices are trained as by AdamW (Jordan 2024).',
  args: Type.Object(
    {
      learning_rate: learningRateArgument(0.001),
      momentum: decayArgument(0.95, 'Share of the last direction that is kept in each step.'),
      nesterov: Type.Boolean({ default: true, description: 'Look ahead along the momentum.' }),
      ns_steps: Type.Integer({
        default: 5,
        minimum: 1,
        maximum: 20,
        description: 'Iterations that make a step orthogonal (Newton and Schulz).',
      }),
      muon_a: coefficient(3.4445),
      muon_b: coefficient(-4.775),
      muon_c: coefficient(2.0315),
      rms_rate: Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.Null()], {
        default: 0.2,
        description: 'Makes steps as large as those of AdamW (Liu 2025); null: as they are.',
      }),
      weight_decay: decay('matrices'),
      adam_lr_ratio: Type.Number({
        default: 1,
        exclusiveMinimum: 0,
        description: 'Share of the learning rate for weights that are no matrices.',
      }),
      adam_beta_1: decayArgument(0.9, 'As `beta_1` of AdamW.'),
      adam_beta_2: decayArgument(0.999, 'As `beta_2` of AdamW.'),
      adam_weight_decay: decay('weights that are no matrices'),
      epsilon: optimizerEpsilonArgument,
    },
    { additionalProperties: false },
  ),
  slots: (_args, shape) => (isMatrix(shape) ? [{ name: 'momentum', start: 0 }] : momentSlots),
  update(tf, args, at) {
    const { weight, gradient, learningRate: rate } = at;
    const shrunkBy = (share: number) =>
      share === 0 ? weight : tf.sub(weight, tf.mul(weight, tf.mul(rate, share)));
    if (!isMatrix(weight.shape)) {
      const moments = {
        beta_1: args.adam_beta_1,
        beta_2: args.adam_beta_2,
        epsilon: args.epsilon,
        amsgrad: false,
      };
      const { step, slots } = adamStep(tf, moments, {
        ...at,
        learningRate: tf.mul(rate, args.adam_lr_ratio),
      });
      return { weight: tf.sub(shrunkBy(args.adam_weight_decay), step), slots };
    }
    const momentum = tf.add(tf.mul(requiredSlot(at, 'momentum'), args.momentum), gradient);
    const ahead = args.nesterov ? tf.add(gradient, tf.mul(momentum, args.momentum)) : momentum;
    const size = args.rms_rate === null ? 1 : Math.sqrt(Math.max(...weight.shape)) * args.rms_rate;
    const step = tf.mul(orthogonal(tf, ahead as Tensor2D, args), tf.mul(rate, size));
    return { weight: tf.sub(shrunkBy(args.weight_decay), step), slots: { momentum } };
  },
});

/** Near the orthogonal factor of a matrix: all its singular values are brought near 1. */
function orthogonal(
  tf: TfCore,
  matrix: Tensor2D,
  {
    muon_a: a,
    muon_b: b,
    muon_c: c,
    ns_steps: rounds,
  }: Record<'muon_a' | 'muon_b' | 'muon_c' | 'ns_steps', number>,
): Tensor {
  const [height, width] = matrix.shape;
  const wide = height > width ? tf.transpose(matrix) : matrix;
  const norm = tf.sqrt(tf.sum(tf.square(wide)));
  let x = tf.div(wide, tf.add(norm, 1e-7)) as Tensor2D;
  for (let round = 0; round < rounds; round++) {
    const square = tf.matMul(x, x, false, true);
    const polynomial = tf.add(tf.mul(square, b), tf.mul(tf.matMul(square, square), c)) as Tensor2D;
    x = tf.add(tf.mul(x, a), tf.matMul(polynomial, x)) as Tensor2D;
  }
  return height > width ? tf.transpose(x) : x;
}

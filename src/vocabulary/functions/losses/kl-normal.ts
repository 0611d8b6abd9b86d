import type { Tensor } from '../../definition-types.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { toFloat32, hasBatch, joinWithAnd, functionError, tensorTypeText } from '../type-rules.js';
import { perExampleType } from './define-loss.js';
import { equalShapes } from '../../tensor-shape.js';

/** Kingma and Welling 2014, appendix B: -1/2 sum(1 + log_var - mean^2 - exp(log_var)), and between any two normals. */
export const klNormal = defineFunction({
  name: 'kl_normal',
  group: 'loss',
  better: 'smaller',
  summary:
    'How far normal distributions are from the standard one, or from others: the divergence, summed over the latent space.',
  parameters: [
    ...tensorParameters('mean', 'log_var'),
    ...tensorParameters('mean2', 'log_var2').map((one) => ({ ...one, optional: true })),
  ],
  output(inputs) {
    const mean = operandAt(inputs);
    const fits = inputs.every(({ shape }) => equalShapes(shape, mean.shape));
    return fits && hasBatch(mean) && inputs.length !== 3
      ? perExampleType(mean)
      : functionError(
          `\`kl_normal\` takes means and logarithms of variances of one shape, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
          inputs.length === 3
            ? 'write kl_normal(mean, log_var), or kl_normal(mean, log_var, mean2, log_var2)'
            : undefined,
          'log_var',
        );
  },
  emit(inputs, _options, { tf }) {
    const given = inputs.map((x) => toFloat32(tf, x));
    const [mean, logVar, mean2, logVar2] = given as [Tensor, Tensor, Tensor?, Tensor?];
    const apart = mean2 ? tf.square(tf.sub(mean, mean2)) : tf.square(mean);
    const ratio = logVar2 ? tf.sub(logVar, logVar2) : logVar;
    const scaled = logVar2 ? tf.mul(apart, tf.exp(tf.neg(logVar2))) : apart;
    const inside = tf.add(scaled, tf.sub(tf.expm1(ratio), ratio));
    const axes = inside.shape.map((_, at) => at).slice(1);
    return tf.mul(axes.length === 0 ? inside : tf.sum(inside, axes), 0.5);
  },
});

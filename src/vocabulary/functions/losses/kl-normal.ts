import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { toFloat32, hasBatch, joinWithAnd, functionError, tensorTypeText } from '../type-rules.js';
import { perExampleType } from './define-loss.js';
import { equalShapes } from '../../tensor-shape.js';

/** Kingma and Welling 2014, appendix B: -1/2 sum(1 + log_var - mean^2 - exp(log_var)). */
export const klNormal = defineFunction({
  name: 'kl_normal',
  group: 'loss',
  better: 'smaller',
  summary:
    'How far normal distributions are from the standard one: the divergence, summed over the latent space.',
  parameters: tensorParameters('mean', 'log_var'),
  output(inputs) {
    const [mean, logVar] = operandPair(inputs);
    return equalShapes(mean.shape, logVar.shape) && hasBatch(mean)
      ? perExampleType(mean)
      : functionError(
          `\`kl_normal\` takes means and logarithms of variances of one shape, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
          undefined,
          'log_var',
        );
  },
  emit(inputs, _options, { tf }) {
    const [mean, logVar] = operandPair(inputs).map((x) => toFloat32(tf, x)) as [
      (typeof inputs)[0],
      (typeof inputs)[0],
    ];
    const inside = tf.add(tf.square(mean), tf.sub(tf.expm1(logVar), logVar));
    const axes = inside.shape.map((_, at) => at).slice(1);
    return tf.mul(axes.length === 0 ? inside : tf.sum(inside, axes), 0.5);
  },
});

import { both, define, tensors } from '../define.js';
import { float, hasBatch, list, refused, said, sameShape } from '../types.js';
import { perExample } from './define.js';

/** Kingma and Welling 2014, appendix B: -1/2 sum(1 + log_var - mean^2 - exp(log_var)). */
export const klNormal = define({
  name: 'kl_normal',
  group: 'loss',
  better: 'smaller',
  summary:
    'How far normal distributions are from the standard one: the divergence, summed over the latent space.',
  parameters: tensors('mean', 'log_var'),
  output(inputs) {
    const [mean, logVar] = both(inputs);
    return sameShape(mean.shape, logVar.shape) && hasBatch(mean)
      ? perExample(mean)
      : refused(
          `\`kl_normal\` takes means and logarithms of variances of one shape, and is given ${list(inputs.map(said))}`,
          undefined,
          'log_var',
        );
  },
  emit(inputs, _options, { tf }) {
    const [mean, logVar] = both(inputs).map((x) => float(tf, x)) as [(typeof inputs)[0], (typeof inputs)[0]];
    const inside = tf.add(tf.square(mean), tf.sub(tf.expm1(logVar), logVar));
    const axes = inside.shape.map((_, at) => at).slice(1);
    return tf.mul(axes.length === 0 ? inside : tf.sum(inside, axes), 0.5);
  },
});

import { both, define, tensors } from '../define.js';
import { float, list, refused, said, sameShape, typed } from '../types.js';

/** Bengio, Léonard and Courville 2013. */
export const straightThrough = define({
  name: 'straight_through',
  group: 'gradient',
  summary: 'The first value; gradients go to the second, as if it had been used.',
  parameters: tensors('hard', 'soft'),
  output(inputs) {
    const [hard, soft] = both(inputs);
    return sameShape(hard.shape, soft.shape)
      ? typed(soft.shape)
      : refused(`\`straight_through\` needs two values of one shape, and is given ${list(inputs.map(said))}`);
  },
  emit(inputs, _options, { tf }) {
    const [hard, soft] = both(inputs);
    return tf.customGrad((_soft) => ({ value: tf.clone(float(tf, hard)), gradFunc: (dy) => dy }))(
      float(tf, soft),
    );
  },
});

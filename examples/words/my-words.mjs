/** Words of one's own: a layer, a loss, an optimizer and a source. docs/words.md says how each kind is made. */
import {
  column,
  decayArgument,
  defineLayer,
  defineLoss,
  defineOptimizer,
  defineSource,
  learningRateArgument,
  ok,
  onlyInput,
  requiredSlot,
  Type,
  weight,
} from 'lagraph/words';

/** y = x + strength * tanh(x scale): the scale of each feature is learned. */
export const softGate = defineLayer({
  name: 'SoftGate',
  summary: 'Adds a bounded copy of the input, whose scale is learned for each feature.',
  args: Type.Object({
    strength: Type.Number({ default: 1, minimum: 0, description: 'Share of the bounded copy.' }),
  }),
  main: 'strength',
  outputShape: (inputs) => ok(onlyInput(inputs)),
  weights: (inputs) => [weight('scale', onlyInput(inputs).slice(-1), 'ones')],
  call(inputs, { strength }, { scale }, { tf }) {
    const x = onlyInput(inputs);
    return tf.add(x, tf.mul(tf.tanh(tf.mul(x, scale)), strength));
  },
});

/** Barron 2019, with alpha 1: quadratic near 0, linear far away. */
export const charbonnier = defineLoss({
  name: 'charbonnier',
  summary: 'sqrt(difference^2 + width^2) - width: like a square near 0, like the distance far away.',
  options: Type.Object({
    width: Type.Number({ default: 0.1, exclusiveMinimum: 0, description: 'Where it turns from one to the other.' }),
  }),
  perElement: (tf, yTrue, yPred, { width }) =>
    tf.sub(tf.sqrt(tf.add(tf.square(tf.sub(yTrue, yPred)), width * width)), width),
});

/** Steps of one size, in the direction of the running mean of gradients (signSGD with momentum, Bernstein 2018). */
export const signMomentum = defineOptimizer({
  name: 'SignMomentum',
  summary: 'Steps of one size in the direction of the running mean of gradients.',
  args: Type.Object({
    learning_rate: learningRateArgument(0.001),
    momentum: decayArgument(0.9, 'Share of the running mean that is kept in each step.'),
  }),
  slots: () => [{ name: 'mean', start: 0 }],
  update(tf, { momentum }, at) {
    const mean = tf.add(tf.mul(requiredSlot(at, 'mean'), momentum), tf.mul(at.gradient, 1 - momentum));
    return { weight: tf.sub(at.weight, tf.mul(tf.sign(mean), at.learningRate)), slots: { mean } };
  },
});

/** Two arms of a spiral, a point on a plane each. */
export const spirals = defineSource({
  name: 'spirals',
  summary: 'Points on two arms of a spiral, made by rule.',
  about: 'Made by a rule of this file; there is nothing to license.',
  simulated: true,
  args: Type.Object({
    examples: Type.Integer({ default: 512, minimum: 16, description: 'Points in each split.' }),
    noise: Type.Number({ default: 0.02, minimum: 0, description: 'How far points lie from their arm.' }),
  }),
  declare: ({ examples }) =>
    ok({
      fields: {
        point: { shape: [2], dtype: 'float32', role: 'value' },
        arm: { shape: [1], dtype: 'float32', role: 'value' },
      },
      splits: { train: { examples }, test: { examples } },
    }),
  async load({ examples, noise }, tools) {
    const split = (name) => {
      const draws = tools.draws(`spirals/${name}`);
      const at = draws.uniform(examples);
      const moved = draws.normal(2 * examples);
      const point = new Float32Array(2 * examples);
      const arm = new Float32Array(examples);
      for (let i = 0; i < examples; i += 1) {
        arm[i] = i % 2;
        const angle = 0.5 + 5 * at[i] + Math.PI * arm[i];
        const radius = 0.1 + 0.9 * at[i];
        point[2 * i] = radius * Math.cos(angle) + noise * moved[2 * i];
        point[2 * i + 1] = radius * Math.sin(angle) + noise * moved[2 * i + 1];
      }
      return { examples, columns: { point: column(point, [2]), arm: column(arm, [1]) } };
    };
    return { splits: { train: split('train'), test: split('test') } };
  },
});

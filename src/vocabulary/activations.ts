/** Activations: what layers do to their numbers at the end. Definitions of Keras 3's activations/activations.py. */
import { detached } from './detached.js';
import { logSoftmax } from './log-softmax.js';
import { Type } from './typebox-builders.js';
import type { Tensor, TfCore } from './definition-types.js';

interface Activation {
  /** tfjs-layers' name. */
  stock: string;
  apply(tf: TfCore, x: Tensor): Tensor;
}

/**
 * Only those whose stock tfjs activation says the same as Keras 3's. `hard_sigmoid` is not here: tfjs has Keras 2's.
 */
const activationTable = {
  linear: { stock: 'linear', apply: (_tf, x) => x },
  relu: { stock: 'relu', apply: (tf, x) => tf.relu(x) },
  relu6: { stock: 'relu6', apply: (tf, x) => tf.relu6(x) },
  elu: { stock: 'elu', apply: (tf, x) => tf.elu(x) },
  selu: { stock: 'selu', apply: selu },
  sigmoid: { stock: 'sigmoid', apply: (tf, x) => tf.sigmoid(x) },
  tanh: { stock: 'tanh', apply: (tf, x) => tf.tanh(x) },
  softmax: { stock: 'softmax', apply: (tf, x) => tf.softmax(x) },
  log_softmax: { stock: 'logSoftmax', apply: (tf, x) => logSoftmax(tf, x) },
  softplus: { stock: 'softplus', apply: (tf, x) => tf.softplus(x) },
  softsign: { stock: 'softsign', apply: softsign },
  silu: { stock: 'swish', apply: (tf, x) => tf.mul(x, tf.sigmoid(x)) },
  gelu: { stock: 'gelu', apply: (tf, x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1)) },
  mish: { stock: 'mish', apply: (tf, x) => tf.mul(x, tf.tanh(tf.softplus(x))) },
} satisfies Record<string, Activation>;

export type ActivationName = keyof typeof activationTable;

const activationNames = Object.keys(activationTable) as ActivationName[];

/** Klambauer et al. 2017. Written out, since tfjs's own has the slope of the other side at 0. */
function selu(tf: TfCore, x: Tensor): Tensor {
  const [scale, alpha] = [1.0507009873554805, 1.6732632423543772];
  // At 0 the first of two gets the whole slope.
  const above = tf.maximum(x, 0);
  const below = tf.expm1(tf.minimum(tf.scalar(0), x));
  return tf.add(tf.mul(above, scale), tf.mul(below, scale * alpha));
}

/**
 * Its slope is 1 / (1 + |x|)^2, which tfjs's tape would make of the difference of two nearly equal numbers; so only the
 * part with that slope is on the tape. The two parts have the same sign, and add up to x / (1 + |x|).
 */
function softsign(tf: TfCore, x: Tensor): Tensor {
  const still = detached(tf, x);
  const share = tf.reciprocal(tf.add(tf.abs(still), 1));
  const rest = tf.mul(tf.mul(still, share), tf.sub(1, share));
  return tf.add(tf.mul(x, tf.square(share)), rest);
}

/** Schema of an argument that names an activation. */
export const activationArgument = (options: { default?: ActivationName; description: string }) =>
  Type.Unsafe<ActivationName>(
    Type.Union(
      activationNames.map((name) => Type.Literal(name)),
      options,
    ),
  );

export function applyNamedActivation(tf: TfCore, name: ActivationName, x: Tensor): Tensor {
  return (activationTable[name] as Activation).apply(tf, x);
}

/** The name under which tfjs-layers has it. */
export const tfjsActivationName = (name: ActivationName): 'linear' => activationTable[name].stock as 'linear';

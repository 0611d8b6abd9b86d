/** Activation functions, as Keras 3's activations/activations.py defines them. */
import { callComposite } from './composite.js';
import { detachTensor } from './detach-tensor.js';
import { logSoftmax } from './log-softmax.js';
import { Type } from './typebox-builders.js';
import type { Tensor, TfCore } from './definition-types.js';

interface Activation {
  /** The name in tfjs-layers; null if it has none that agrees with Keras 3. */
  stock: string | null;
  apply(tf: TfCore, x: Tensor): Tensor;
}

const activationTable = {
  linear: { stock: 'linear', apply: (_tf, x) => x },
  relu: { stock: 'relu', apply: (tf, x) => tf.relu(x) },
  relu6: { stock: 'relu6', apply: (tf, x) => tf.relu6(x) },
  elu: { stock: 'elu', apply: (tf, x) => tf.elu(x) },
  selu: { stock: 'selu', apply: composite('Selu', selu) },
  sigmoid: { stock: 'sigmoid', apply: (tf, x) => tf.sigmoid(x) },
  tanh: { stock: 'tanh', apply: (tf, x) => tf.tanh(x) },
  softmax: { stock: 'softmax', apply: (tf, x) => tf.softmax(x) },
  log_softmax: { stock: 'logSoftmax', apply: (tf, x) => logSoftmax(tf, x) },
  softplus: { stock: 'softplus', apply: (tf, x) => tf.softplus(x) },
  softsign: { stock: 'softsign', apply: composite('Softsign', softsign) },
  silu: { stock: 'swish', apply: composite('Silu', (tf, x) => tf.mul(x, tf.sigmoid(x))) },
  gelu: { stock: 'gelu', apply: composite('Gelu', gelu, { approximate: false }) },
  mish: { stock: 'mish', apply: composite('Mish', (tf, x) => tf.mul(x, tf.tanh(tf.softplus(x)))) },
  exponential: { stock: null, apply: (tf, x) => tf.exp(x) },
  log_sigmoid: { stock: null, apply: composite('LogSigmoid', (tf, x) => tf.neg(tf.softplus(tf.neg(x)))) },
  hard_sigmoid: { stock: null, apply: composite('HardSigmoid', hardSigmoid) },
  hard_silu: { stock: null, apply: composite('HardSilu', (tf, x) => tf.mul(x, hardSigmoid(tf, x))) },
  hard_tanh: { stock: null, apply: (tf, x) => tf.clipByValue(x, -1, 1) },
  tanh_shrink: { stock: null, apply: composite('TanhShrink', (tf, x) => tf.sub(x, tf.tanh(x))) },
  soft_shrink: {
    stock: null,
    apply: composite('SoftShrink', (tf, x) => tf.sub(x, tf.clipByValue(x, -0.5, 0.5))),
  },
  hard_shrink: {
    stock: null,
    apply: composite('HardShrink', (tf, x) => tf.mul(x, tf.cast(tf.greater(tf.abs(x), 0.5), 'float32'))),
  },
  squareplus: {
    stock: null,
    apply: composite('Squareplus', (tf, x) => tf.mul(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 0.5)),
  },
  sparse_plus: { stock: null, apply: composite('SparsePlus', sparsePlus) },
  // Nested, so that the slope is 0 at both ends, as it is there in Keras.
  sparse_sigmoid: {
    stock: null,
    apply: composite('SparseSigmoid', (tf, x) =>
      tf.sub(1, tf.relu(tf.sub(1, tf.mul(tf.relu(tf.add(x, 1)), 0.5)))),
    ),
  },
  leaky_relu: { stock: null, apply: (tf, x) => tf.leakyRelu(x, 0.2) },
  sparsemax: { stock: null, apply: sparsemax },
} satisfies Record<string, Activation>;

export type ActivationName = keyof typeof activationTable;

export const activationNames = Object.keys(activationTable) as ActivationName[];

/** An activation that is recorded as one call, whose kernel has this name; that of its gradient ends in `Grad`. */
function composite(
  kernel: string,
  apply: Activation['apply'],
  attrs: Readonly<Record<string, unknown>> = {},
): Activation['apply'] {
  return (tf, given) =>
    callComposite(tf, {
      kernel,
      inputs: { x: given },
      attrs,
      outputs: ['y'],
      definition: ({ x }) => [apply(tf, x!)],
      gradient: { kernel: `${kernel}Grad`, of: ['x'] },
    })[0]!;
}

/** Hendrycks, Gimpel 2016; not approximated, as in Keras. */
function gelu(tf: TfCore, x: Tensor): Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1));
}

function hardSigmoid(tf: TfCore, x: Tensor): Tensor {
  return tf.div(tf.relu6(tf.add(x, 3)), 6);
}

/**
 * Martins and Astudillo 2016, along the last axis. Keras 3 adds up the cumulative sums instead of taking the last, and
 * so is right where one number is left alone.
 */
function sparsemax(tf: TfCore, x: Tensor): Tensor {
  const still = detachTensor(tf, x);
  const sorted = tf.topk(still, x.shape.at(-1)!, true).values;
  const places = tf.range(1, x.shape.at(-1)! + 1, 1, 'float32');
  const reached = tf.greater(tf.add(tf.mul(sorted, places), 1), tf.cumsum(sorted, -1));
  const count = tf.sum(tf.cast(reached, 'float32'), -1, true);
  // The least number that is left: those above it share the threshold equally.
  const least = tf.min(tf.where(reached, sorted, tf.max(sorted, -1, true)), -1, true);
  const kept = tf.cast(tf.greaterEqual(still, least), 'float32');
  const threshold = tf.div(tf.sub(tf.sum(tf.mul(x, kept), -1, true), 1), count);
  return tf.mul(tf.sub(x, threshold), kept);
}

/** 0 below -1, x above 1, and a parabola between them. */
function sparsePlus(tf: TfCore, x: Tensor): Tensor {
  const parabola = tf.mul(tf.square(tf.add(tf.clipByValue(x, -1, 1), 1)), 0.25);
  return tf.add(parabola, tf.relu(tf.sub(x, 1)));
}

/** Klambauer et al. 2017. Written out because the gradient of tf.selu at 0 is that of the negative branch. */
function selu(tf: TfCore, x: Tensor): Tensor {
  const [scale, alpha] = [1.0507009873554805, 1.6732632423543772];
  // At a tie, maximum and minimum send the whole gradient to their first operand.
  const above = tf.maximum(x, 0);
  const below = tf.expm1(tf.minimum(tf.scalar(0), x));
  return tf.add(tf.mul(above, scale), tf.mul(below, scale * alpha));
}

/**
 * The derivative is 1 / (1 + |x|)^2. Automatic differentiation of x / (1 + |x|) would compute it as a difference of
 * nearly equal numbers. Both terms of the value have the same sign and sum to x / (1 + |x|).
 */
function softsign(tf: TfCore, x: Tensor): Tensor {
  const shareOf = (one: Tensor) => tf.reciprocal(tf.add(tf.abs(one), 1));
  const apply = tf.customGrad((given) => {
    const one = given as Tensor;
    const share = shareOf(one);
    const rest = tf.mul(tf.mul(one, share), tf.sub(1, share));
    return {
      value: tf.add(tf.mul(one, tf.square(share)), rest),
      gradFunc: (dy) => tf.mul(dy as Tensor, tf.square(shareOf(one))),
    };
  });
  return apply(x);
}

/** Schema of an argument that names an activation. */
export const activationArgument = (options: { default?: ActivationName; description: string }) =>
  Type.Unsafe<ActivationName>(
    Type.Union(
      activationNames.map((name) => Type.Literal(name)),
      { ...options, shared: 'activation' },
    ),
  );

export function applyNamedActivation(tf: TfCore, name: ActivationName, x: Tensor): Tensor {
  return (activationTable[name] as Activation).apply(tf, x);
}

/** Whether tfjs-layers has no such activation, or another one of that name. */
export const lacksInTfjs = (name: unknown): boolean =>
  (activationTable as Readonly<Record<string, Activation>>)[String(name)]?.stock === null;

/** The activation's name in tfjs-layers; not for those that it lacks. */
export const tfjsActivationName = (name: ActivationName): 'linear' => activationTable[name].stock as 'linear';

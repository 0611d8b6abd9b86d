/**
 * Corrections of tfjs 4.22's gradients, in plain tfjs. The upstream defects:
 *
 * - `Maximum`, `Minimum` and `SquaredDifference` forget to sum over the sides along which an operand was broadcast.
 * - `Abs` has a slope of -1 at 0; TensorFlow's is 0 there.
 * - `RealDiv` divides by the square of the divisor, which is 0 or infinite far from the ends of float32.
 * - `Max` and `Min` give the whole slope to each of several equal extremes; TensorFlow divides it among them.
 * - Comparisons have none at all, so that a loss with a condition in it could not be captured.
 * - `Unpack` and `SplitV` expect a list of slopes, and get one alone where there is a single part.
 * - `Prod` calls methods of tensors that only the browser bundle has.
 * - `Cumsum` turns the axes of its gradient unless it goes along the last.
 * - Convolutions whose windows have gaps (`dilations`) have none. The kernels of their gradients get the dilations as an
 *   attribute, which tfjs's own leave out: see engines/tfjs/corrected-kernels.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  backend_util,
  engine,
  getGradient,
  registerGradient,
  type GradConfig,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
// In Node tfjs-layers registers tfjs's own gradients; the corrected ones must be registered after them.
import '@tensorflow/tfjs-layers';
import { activationGradients } from './activation-gradients.js';

/** Gradient of an operand from the gradient of its broadcast. */
function sumToShape(gradient: Tensor, shape: number[]): Tensor {
  const axes = backend_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}

const broadcastingGradient = (
  kernelName: string,
  slope: (dy: Tensor, a: Tensor, b: Tensor) => { a: () => Tensor; b: () => Tensor },
): GradConfig => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc(dy, saved) {
    const [a, b] = saved as [Tensor, Tensor];
    const parts = slope(dy as Tensor, a, b);
    return { a: () => sumToShape(parts.a(), a.shape), b: () => sumToShape(parts.b(), b.shape) };
  },
});

const maskGradient = (dy: Tensor, condition: Tensor) => tf.mul(dy, tf.cast(condition, 'float32'));

/** At a tie the first operand gets the whole gradient, as in TensorFlow. */
const maximum = broadcastingGradient('Maximum', (dy, a, b) => ({
  a: () => maskGradient(dy, tf.greaterEqual(a, b)),
  b: () => maskGradient(dy, tf.less(a, b)),
}));

const minimum = broadcastingGradient('Minimum', (dy, a, b) => ({
  a: () => maskGradient(dy, tf.lessEqual(a, b)),
  b: () => maskGradient(dy, tf.greater(a, b)),
}));

const squaredDifference = broadcastingGradient('SquaredDifference', (dy, a, b) => ({
  a: () => tf.mul(dy, tf.mul(tf.sub(a, b), tf.scalar(2))),
  b: () => tf.mul(dy, tf.mul(tf.sub(b, a), tf.scalar(2))),
}));

const realDiv = broadcastingGradient('RealDiv', (dy, a, b) => ({
  a: () => tf.div(dy, b),
  b: () => tf.mul(dy, tf.div(tf.div(tf.neg(a), b), b)),
}));

const abs: GradConfig = {
  kernelName: 'Abs',
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as Tensor, tf.sign(x as Tensor)) }),
};

const extremumGradient = (kernelName: 'Max' | 'Min'): GradConfig => ({
  kernelName,
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc(dy, saved, attrs) {
    const [x, y] = saved as [Tensor, Tensor];
    const { reductionIndices, axis = reductionIndices } = attrs as Record<string, number | number[]>;
    const axes = tf.util.parseAxisParam(axis as number | number[], x.shape);
    const kept = x.shape.map((side, at) => (axes.includes(at) ? 1 : side));
    return {
      x() {
        const reached = tf.cast(tf.equal(x, tf.reshape(y, kept)), 'float32');
        return tf.mul(reached, tf.div(tf.reshape(dy as Tensor, kept), tf.sum(reached, axes, true)));
      },
    };
  },
});

const cumsum: GradConfig = {
  kernelName: 'Cumsum',
  inputsToSave: ['x'],
  gradFunc(dy, _saved, attrs) {
    const { axis, exclusive, reverse } = attrs as { axis: number; exclusive: boolean; reverse: boolean };
    return { x: () => tf.cumsum(dy as Tensor, axis, exclusive, !reverse) };
  },
};

/** Exclusive cumulative products from the left and from the right: correct for zeros too. */
const prod: GradConfig = {
  kernelName: 'Prod',
  inputsToSave: ['x'],
  gradFunc(dy, saved, attrs) {
    const [x] = saved as [Tensor];
    const axes = tf.util.parseAxisParam((attrs as NamedAttrMap).axis as number | number[], x.shape);
    return {
      x() {
        const kept = x.shape.map((_, at) => at).filter((at) => !axes.includes(at));
        const order = [...kept, ...axes];
        const front = kept.map((at) => x.shape[at] as number);
        const rows = tf.reshape(tf.transpose(x, order), [...front, -1]);
        const last = rows.rank - 1;
        const others = tf.mul(tf.cumprod(rows, last, true, false), tf.cumprod(rows, last, true, true));
        const gradient = tf.mul(others, tf.reshape(dy as Tensor, [...front, 1]));
        const back = order.map((_, at) => order.indexOf(at));
        return tf.transpose(
          tf.reshape(
            gradient,
            order.map((at) => x.shape[at] as number),
          ),
          back,
        );
      },
    };
  },
};

const slopesOf = (dy: Tensor | Tensor[]): Tensor[] => (Array.isArray(dy) ? dy : [dy]);

const unpack: GradConfig = {
  kernelName: 'Unpack',
  gradFunc: (dy, _saved, attrs) => ({
    value: () => tf.stack(slopesOf(dy), (attrs as NamedAttrMap).axis as number),
  }),
};

const splitV: GradConfig = {
  kernelName: 'SplitV',
  gradFunc: (dy, _saved, attrs) => ({
    x: () => tf.concat(slopesOf(dy), (attrs as NamedAttrMap).axis as number),
  }),
};

/** Comparisons are piecewise constant: their gradient is zero. */
const comparisonGradients = 'Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr'
  .split(' ')
  .map((kernelName): GradConfig => ({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc(_dy, saved) {
      const [a, b] = saved as [Tensor, Tensor];
      return { a: () => tf.zerosLike(a), b: () => tf.zerosLike(b) };
    },
  }));

/** The gradient kernels, with all attributes of the convolution. */
const convolutionGradient = (kernelName: 'Conv2D' | 'DepthwiseConv2dNative'): GradConfig => ({
  kernelName,
  inputsToSave: ['x', 'filter'],
  gradFunc(slopes, saved, attrs) {
    const [x, filter] = saved as [Tensor, Tensor];
    const dy = slopes as Tensor;
    const run = (suffix: string, inputs: NamedTensorMap, shape: NamedAttrMap) =>
      engine().runKernel(`${kernelName}Backprop${suffix}`, inputs, { ...attrs, ...shape }) as Tensor;
    return {
      x: () => run('Input', { dy, filter }, { inputShape: x.shape }),
      filter: () => run('Filter', { x, dy }, { filterShape: filter.shape }),
    };
  },
});

const correctedGradients: readonly GradConfig[] = [
  abs,
  maximum,
  minimum,
  squaredDifference,
  realDiv,
  ...activationGradients,
  extremumGradient('Max'),
  extremumGradient('Min'),
  prod,
  cumsum,
  unpack,
  splitV,
  convolutionGradient('Conv2D'),
  convolutionGradient('DepthwiseConv2dNative'),
  ...comparisonGradients,
];

/**
 * Register the gradients in place of tfjs's own. All copies of tfjs in a process share one registry: a copy that was
 * loaded later (that of tfjs-node) has overwritten them with its own.
 */
export function registerCorrectedGradients(): void {
  for (const config of correctedGradients) {
    if (getGradient(config.kernelName) !== config) registerGradient(config);
  }
}

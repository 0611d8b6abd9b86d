/**
 * Gradients of gradient kernels, for steps that differentiate a gradient. tfjs has none for most of them. Each of these
 * kernels is linear in `dy`, so that its gradient there is the kernel that it is the gradient of.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  engine,
  getGradient,
  registerGradient,
  type GradConfig,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';

const run = (kernel: string, inputs: NamedTensorMap, attrs: NamedAttrMap): Tensor =>
  engine().runKernel(kernel, inputs, attrs) as Tensor;

function without(attrs: NamedAttrMap, ...names: string[]): NamedAttrMap {
  return Object.fromEntries(Object.entries(attrs).filter(([name]) => !names.includes(name)));
}

/** Gradients of a convolution's gradients by its input and its filter. */
const ofConvolution = (kernel: 'Conv2D' | 'DepthwiseConv2dNative'): GradConfig[] => [
  {
    kernelName: `${kernel}BackpropInput`,
    inputsToSave: ['dy', 'filter'],
    gradFunc(slopes, saved, attrs) {
      const [dy, filter] = saved as [Tensor, Tensor];
      const x = slopes as Tensor;
      const own = without(attrs as NamedAttrMap, 'inputShape');
      return {
        dy: () => run(kernel, { x, filter }, own),
        filter: () => run(`${kernel}BackpropFilter`, { x, dy }, { ...own, filterShape: filter.shape }),
      };
    },
  },
  {
    kernelName: `${kernel}BackpropFilter`,
    inputsToSave: ['x', 'dy'],
    gradFunc(slopes, saved, attrs) {
      const [x, dy] = saved as [Tensor, Tensor];
      const filter = slopes as Tensor;
      const own = without(attrs as NamedAttrMap, 'filterShape');
      return {
        x: () => run(`${kernel}BackpropInput`, { dy, filter }, { ...own, inputShape: x.shape }),
        dy: () => run(kernel, { x, filter }, own),
      };
    },
  },
];

const averagePooling: GradConfig = {
  kernelName: 'AvgPoolGrad',
  inputsToSave: ['input'],
  gradFunc(slopes, saved, attrs) {
    const [input] = saved as [Tensor];
    return {
      dy: () => run('AvgPool', { x: slopes as Tensor }, attrs as NamedAttrMap),
      input: () => tf.zerosLike(input),
    };
  },
};

/** What reached the places of the maxima, window by window: the mean over a window of all that was not masked. */
const maxPooling: GradConfig = {
  kernelName: 'MaxPoolGrad',
  inputsToSave: ['dy', 'input', 'output'],
  gradFunc(slopes, saved, attrs) {
    const [dy, input, output] = saved as [Tensor, Tensor, Tensor];
    const { filterSize, strides, pad } = attrs as unknown as Record<string, number | number[] | string>;
    const [size, step] = [filterSize, strides].map((one) =>
      Array.isArray(one) ? one : [one, one],
    ) as number[][];
    if (pad !== 'valid' || size!.some((side, at) => side > step![at]!)) {
      throw new Error(
        'the gradient of a gradient goes through max pooling only where its windows do not overlap and have no padding',
      );
    }
    const area = size![0]! * size![1]!;
    return {
      dy() {
        const places = run('MaxPoolGrad', { dy: tf.onesLike(dy), input, output }, attrs as NamedAttrMap);
        const mean = run('AvgPool', { x: tf.mul(slopes as Tensor, places) }, attrs as NamedAttrMap);
        return tf.mul(mean, area);
      },
      input: () => tf.zerosLike(input),
      output: () => tf.zerosLike(output),
    };
  },
};

const resizing = (kernel: 'ResizeNearestNeighbor' | 'ResizeBilinear'): GradConfig => ({
  kernelName: `${kernel}Grad`,
  inputsToSave: ['images', 'dy'],
  gradFunc(slopes, saved, attrs) {
    const [images, dy] = saved as [Tensor, Tensor];
    const size = dy.shape.slice(1, 3);
    return {
      dy: () => run(kernel, { images: slopes as Tensor }, { ...(attrs as NamedAttrMap), size }),
      images: () => tf.zerosLike(images),
    };
  },
});

/** EluGrad(dy, y) is dy where y is above 0, and dy (y + 1) elsewhere. */
const elu: GradConfig = {
  kernelName: 'EluGrad',
  inputsToSave: ['dy', 'y'],
  gradFunc(slopes, saved) {
    const [dy, y] = saved as [Tensor, Tensor];
    return {
      dy: () => run('EluGrad', { dy: slopes as Tensor, y }, {}),
      y: () => tf.mul(tf.mul(slopes as Tensor, dy), tf.cast(tf.lessEqual(y, tf.scalar(0)), 'float32')),
    };
  },
};

const secondGradients: readonly GradConfig[] = [
  ...ofConvolution('Conv2D'),
  ...ofConvolution('DepthwiseConv2dNative'),
  averagePooling,
  maxPooling,
  resizing('ResizeNearestNeighbor'),
  resizing('ResizeBilinear'),
  elu,
];

export function registerSecondGradients(): void {
  for (const config of secondGradients) {
    if (getGradient(config.kernelName) !== config) registerGradient(config);
  }
}

interface TapeNode {
  inputs: Record<string, Tensor>;
  outputs: Tensor[];
}

/**
 * Puts a tape into an order in which each value is made before it is used. tfjs records the copies of results that a
 * gradient keeps before the kernel that made the results, and so takes them for constants in a second gradient.
 */
export function orderTape(tape: TapeNode[]): void {
  const maker = new Map<number, TapeNode>();
  for (const node of tape) for (const output of node.outputs) maker.set(output.id, node);
  const done = new Set<TapeNode>();
  const waiting = new Map<TapeNode, TapeNode[]>();
  const ordered: TapeNode[] = [];
  const place = (first: TapeNode): void => {
    const open = [first];
    for (let node = open.pop(); node; node = open.pop()) {
      const missing = Object.values(node.inputs)
        .map((input) => maker.get(input.id))
        .find((one) => one && one !== node && !done.has(one));
      if (missing) {
        waiting.set(missing, [...(waiting.get(missing) ?? []), node]);
        continue;
      }
      done.add(node);
      ordered.push(node);
      open.push(...(waiting.get(node) ?? []).reverse());
      waiting.delete(node);
    }
  };
  for (const node of tape) place(node);
  tape.splice(0, tape.length, ...ordered);
}

/** Training steps of whole networks, written in plain tfjs, for comparing engines. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import {
  captureStep,
  optimizeStepProgram,
  type CaptureTools,
  type StepProgram,
} from '../../../src/runtime/capture/index.js';

export interface Training {
  program: StepProgram;
  weights: Map<string, number[]>;
}

type Net = (tools: Builder, x: Tensor) => Tensor;

export interface Builder extends CaptureTools {
  weight(name: string, shape: number[]): Tensor;
}

const leaky = (x: Tensor) => tf.leakyRelu(x, 0.3);
const relu = (x: Tensor) => tf.relu(x);

function dropout(b: Builder, name: string, x: Tensor, rate: number): Tensor {
  const threshold = Math.round(rate * 256);
  const bytes = b.draw({ kind: 'bytes', stream: name, per: 'step' }, x.shape);
  const kept = tf.cast(tf.greaterEqual(bytes, tf.scalar(threshold, 'int32')), 'float32');
  return tf.mul(x, tf.mul(kept, 256 / (256 - threshold)));
}

function conv(b: Builder, name: string, x: Tensor, filters: number, act: (x: Tensor) => Tensor): Tensor {
  const filter = b.weight(`${name}/kernel`, [3, 3, x.shape[3] as number, filters]);
  return act(
    tf.add(tf.conv2d(x as Tensor4D, filter as Tensor4D, 1, 'same'), b.weight(`${name}/bias`, [filters])),
  );
}

function back(b: Builder, name: string, x: Tensor, filters: number, act: (x: Tensor) => Tensor): Tensor {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const filter = b.weight(`${name}/kernel`, [3, 3, filters, c]);
  const sums = tf.conv2dTranspose(x as Tensor4D, filter as Tensor4D, [n, h, w, filters], 1, 'same');
  return act(tf.add(sums, b.weight(`${name}/bias`, [filters])));
}

function dense(b: Builder, name: string, x: Tensor, units: number, act: (x: Tensor) => Tensor): Tensor {
  const kernel = b.weight(`${name}/kernel`, [x.shape[1] as number, units]);
  return act(tf.add(tf.matMul(x as Tensor2D, kernel as Tensor2D), b.weight(`${name}/bias`, [units])));
}

const pool = (x: Tensor) => tf.maxPool(x as Tensor4D, 2, 2, 'valid');
const flatten = (x: Tensor) => tf.reshape(x, [x.shape[0] as number, -1]);
const up = (x: Tensor) =>
  tf.image.resizeNearestNeighbor(x as Tensor4D, [(x.shape[1] as number) * 2, (x.shape[2] as number) * 2]);

/** One convolution, pooling and dropout per width. */
export const digitsEncoder =
  (widths: readonly number[], units: number): Net =>
  (b, x) => {
    let at = x;
    widths.forEach((width, i) => {
      at = dropout(b, `drop${i}`, pool(conv(b, `e${i}`, at, width, relu)), 0.2);
    });
    return dense(b, 'latent', flatten(at), units, relu);
  };

/** Two convolutions, pooling and dropout per width. */
export const signsEncoder =
  (widths: readonly number[], units: number): Net =>
  (b, x) => {
    let at = x;
    widths.forEach((width, i) => {
      at = conv(b, `e${i}b`, conv(b, `e${i}a`, at, width, leaky), width, leaky);
      at = dropout(b, `drop${i}`, pool(at), i === 2 ? 0.2 : 0.4);
    });
    return dropout(b, 'last', dense(b, 'latent', flatten(at), units, relu), 0.2);
  };

export const decoder =
  (
    side: number,
    widths: readonly number[],
    channels: number,
    twice: boolean,
    act: (x: Tensor) => Tensor,
  ): Net =>
  (b, x) => {
    const first = widths[0] as number;
    let at: Tensor = tf.reshape(dense(b, 'spread', x, side * side * first, relu), [-1, side, side, first]);
    widths.forEach((width, i) => {
      at = back(b, `d${i}a`, at, width, act);
      if (twice) at = back(b, `d${i}b`, at, width, act);
      at = up(at);
    });
    return back(b, 'image', at, channels, tf.sigmoid);
  };

const clipped = (x: Tensor) => tf.clipByValue(x, 1e-7, 1 - 1e-7);

export const crossentropy = (truth: Tensor, logits: Tensor): Tensor => {
  const p = tf.softmax(logits);
  return tf.neg(tf.sum(tf.mul(truth, tf.log(clipped(tf.div(p, tf.sum(p, -1, true))))), -1));
};

export const binaryCrossentropy = (truth: Tensor, made: Tensor): Tensor => {
  const p = clipped(made);
  const one = tf.add(tf.mul(truth, tf.log(p)), tf.mul(tf.sub(1, truth), tf.log(tf.sub(1, p))));
  return tf.neg(tf.mean(one, [1, 2, 3]));
};

export type Update = (b: Builder, name: string, weight: Tensor, gradient: Tensor) => Tensor;

/** A whole step: `loss` of the weights before, and Adadelta's update of those that aren't frozen. */
export function training(
  name: string,
  batch: number,
  loss: (b: Builder) => Tensor,
  frozen: (weight: string) => boolean = () => false,
): Training {
  const weights = new Map<string, number[]>();
  const program = captureStep(name, batch, (tools) => {
    const used = new Map<string, Tensor>();
    const b: Builder = {
      ...tools,
      weight(key, shape) {
        weights.set(key, shape);
        const tensor = tools.state(key, shape);
        used.set(key, tensor);
        return tensor;
      },
    };
    // Once to create the weights; what this records is dead code.
    loss(b);
    const trained = [...used].filter(([key]) => !frozen(key));
    const { value, gradients } = tools.gradients(
      () => tf.mean(loss(b)),
      trained.map(([, tensor]) => tensor),
    );
    const state: Record<string, Tensor> = {};
    const rate = tools.scalar('learning_rate');
    trained.forEach(([key, weight], at) => {
      const g = gradients[at] as Tensor;
      const [accumulated, stepped] = [
        tools.state(`a/${key}`, weight.shape),
        tools.state(`s/${key}`, weight.shape),
      ];
      const next = tf.add(tf.mul(accumulated, 0.95), tf.mul(tf.square(g), 0.05));
      const step = tf.mul(g, tf.sqrt(tf.div(tf.add(stepped, 1e-7), tf.add(next, 1e-7))));
      state[key] = tf.sub(weight, tf.mul(step, rate));
      state[`a/${key}`] = next;
      state[`s/${key}`] = tf.add(tf.mul(stepped, 0.95), tf.mul(tf.square(step), 0.05));
    });
    return { results: { loss: value }, state };
  });
  return { program: optimizeStepProgram(program), weights };
}

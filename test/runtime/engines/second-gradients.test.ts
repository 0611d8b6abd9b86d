/** Losses of a gradient on every engine, compared with TensorFlow: test/keras/second_gradients.py. */
import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { trainingStep } from '../../../src/runtime/capture/index.js';
import { tfjsEngine, type StateTensor } from '../../../src/runtime/engines/index.js';
import { engines } from '../../support/engines-under-test.js';
import { noNotice } from '../../support/fail-on-notice.js';

const cases = JSON.parse(
  readFileSync(new URL('../../keras/second_gradients.expected.json', import.meta.url), 'utf8'),
) as { name: string; loss: number; gradients: number[][] }[];

const BATCH = 2;

const CRITICS: Readonly<Record<string, string>> = {
  'tanh, average pooling, elu': `
      - Conv2D: {filters: 3, kernel_size: 5, strides: 3, padding: same, activation: tanh}
      - AveragePooling2D: 5
      - Flatten
      - Dense: {units: 4, activation: elu}
      - Dense: 1`,
  'relu, max pooling': `
      - Conv2D: {filters: 2, kernel_size: 3, strides: 2, activation: relu}
      - MaxPooling2D: 2
      - Flatten
      - Dense: 1`,
  'depthwise, layer normalization': `
      - DepthwiseConv2D: {kernel_size: 5, strides: 4, depth_multiplier: 3, activation: softplus}
      - LayerNormalization
      - Flatten
      - Dense: {units: 3, activation: sigmoid}
      - Dense: 1`,
  'silu, upsampling, mish': `
      - Conv2D: {filters: 2, kernel_size: 4, strides: 4, padding: same, activation: silu}
      - UpSampling2D: 2
      - Conv2D: {filters: 1, kernel_size: 3, strides: 3, activation: mish}
      - GlobalAveragePooling2D
      - Dense: 1`,
  'transposed convolution, dilation': `
      - Conv2D: {filters: 2, kernel_size: 3, dilation_rate: 2, activation: tanh}
      - AveragePooling2D: 8
      - Conv2DTranspose: {filters: 2, kernel_size: 3, strides: 2, activation: tanh}
      - Flatten
      - Dense: 1`,
  softmax: `
      - Flatten
      - Dense: {units: 6, activation: softmax}
      - Dense: {units: 1, activation: gelu}`,
};

const graph = (layers: string) => `lagraph: 1
data: {digits: {source: mnist}}
networks:
  critic:
    input: [28, 28, 1]
    layers:${layers}
plan:
  penalize:
    train: critic
    on: {data: digits, batch_size: ${BATCH}}
    loss: square(norm(gradient(critic(image), image)) - 1)
    optimizer: {SGD: 1}
`;

const wave = (size: number, phase: number, scale: number, shift = 0) =>
  Float32Array.from({ length: size }, (_, at) => Math.fround(scale * Math.sin(0.9 * at + phase)) + shift);

const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

describe.each([['tfjs', tfjsEngine()] as const, ...engines])('on the engine %s', (_name, engine) => {
  it.each(cases)('a penalty on the gradient of a critic: $name', async ({ name, loss, gradients }) => {
    const program = compile(graph(CRITICS[name]!));
    const step = trainingStep(program, program.phases[0]!, BATCH);
    const weights = program.networks[0]!.weights.filter(({ trainable }) => trainable);
    expect(weights.map(({ shape }) => size(shape))).toEqual(gradients.map(({ length }) => length));
    const session = await engine.open({ threads: 1, notice: noNotice });
    try {
      const before = new Map(
        weights.map(({ name: weight, shape }, at): [string, StateTensor] => [
          weight,
          { shape, data: wave(size(shape), at, 0.5) },
        ]),
      );
      const counters = step.inputs.flatMap(({ kind, name: state, value }): [string, StateTensor][] => {
        const { shape } = step.values[value]!;
        return kind === 'state' && !before.has(state)
          ? [[state, { shape, data: new Float32Array(size(shape)) }]]
          : [];
      });
      await session.write(new Map([...before, ...counters]));
      const prepared = await session.prepare(step);
      const feeds: Record<string, Float32Array | number> = {};
      for (const input of step.inputs) {
        if (input.kind === 'scalar') feeds[input.name] = 1;
        if (input.kind === 'field') feeds[input.name] = wave(BATCH * 784, 0.3, 0.5, 0.5);
      }
      const results = await prepared.run(feeds);
      expect(Math.abs(results.loss![0]! - loss)).toBeLessThan(1e-5 * Math.max(1, loss));
      const after = await session.read();
      weights.forEach(({ name: weight }, at) => {
        const expected = gradients[at]!;
        const most = Math.max(1e-2, ...expected.map(Math.abs));
        const [start, end] = [before.get(weight)!.data, after.get(weight)!.data];
        expected.forEach((slope, which) => {
          const apart = Math.abs(start[which]! - end[which]! - slope) / most;
          expect(apart, `${weight}[${which}]`).toBeLessThan(1e-4);
        });
      });
    } finally {
      await session.close();
    }
  });
});

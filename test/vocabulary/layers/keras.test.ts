/** Layers compared with results of Keras 3: test/keras/layers.py. */
import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { captureStep } from '../../../src/runtime/capture/index.js';
import { layers, stopsGradient, type ResolvedArguments } from '../../../src/vocabulary/index.js';
import { callLayer, difference, filled, layerNamed, runSteps, stateOf, type Plain } from './run-layer.js';

interface Case {
  name: string;
  layer: string;
  args: ResolvedArguments;
  training: boolean;
  inputs: Plain[];
  weights: Record<string, Plain>;
  slopes: Plain;
  output: Plain;
  /** Null for an input without a gradient: numbers of a table. */
  inputGradients: (Plain | null)[];
  weightGradients: Record<string, Plain>;
  assigned: Record<string, Plain>;
}

interface Training {
  name: string;
  layers: { layer: string; args: ResolvedArguments }[];
  rate: number;
  steps: number;
  input: Plain;
  target: Plain;
  start: Plain[];
  losses: number[];
  end: Plain[];
}

const read = <T>(name: string): T[] =>
  (JSON.parse(readFileSync(new URL(`../../keras/${name}`, import.meta.url), 'utf8')) as { cases: T[] }).cases;

const cases = read<Case>('layers.expected.json');
const CLOSE = 2e-5;

const shapesOf = (one: Case) => one.inputs.map(({ shape }) => shape.slice(1));

describe('layers compute what Keras 3 computes', () => {
  it('with a case for every layer', () => {
    const held = new Set(cases.map(({ layer }) => layer));
    expect([...layers.keys()].filter((name) => !held.has(name))).toEqual([]);
  });

  it.each(cases)('$name', async (one) => {
    const definition = layerNamed(one.layer);
    const args = filled(definition, one.args);
    const rules = definition.weights(shapesOf(one), args);
    expect(rules.map(({ name, shape }) => [name, shape])).toEqual(
      Object.entries(one.weights).map(([name, { shape }]) => [name, shape]),
    );
    expect(definition.outputShape(shapesOf(one), args)).toEqual({
      ok: true,
      value: one.output.shape.slice(1),
    });

    expect(stopsGradient(definition, args)).toBe(one.inputGradients.every((gradient) => gradient === null));

    const trained = rules.filter(({ trainable }) => trainable).map(({ name }) => name);
    const program = captureStep(one.name, 1, (tools) => {
      const inputs = one.inputs.map(({ shape }, at) => tools.field(`x${at}`, shape));
      const weights = Object.fromEntries(rules.map(({ name, shape }) => [name, tools.state(name, shape)]));
      const slopes = tools.field('slopes', one.slopes.shape);
      const results: Record<string, tf.Tensor> = {};
      const mode = one.training ? 'train' : 'inference';
      const { gradients } = tools.gradients(() => {
        const y = callLayer(tools, definition, args, inputs, weights, mode, results);
        results.y = tools.hold(y);
        return tf.sum(tf.mul(y, slopes));
      }, [...inputs, ...trained.map((name) => weights[name] as tf.Tensor)]);
      gradients.forEach((gradient, at) => {
        if (gradient) results[`gradient${at}`] = gradient;
      });
      return { results };
    });
    const feeds = Object.fromEntries(one.inputs.map(({ data }, at) => [`x${at}`, Float32Array.from(data)]));
    const { results } = await runSteps(program, stateOf(one.weights), {
      ...feeds,
      slopes: Float32Array.from(one.slopes.data),
    });

    const expected: Record<string, Plain> = { y: one.output, ...one.assigned };
    [...one.inputGradients, ...Object.values(one.weightGradients)].forEach(
      (gradient, at) => gradient && (expected[`gradient${at}`] = gradient),
    );
    const found = results[0] ?? {};
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, { data }] of Object.entries(expected)) {
      expect(difference(found[name] ?? [], data), name).toBeLessThan(CLOSE);
    }
  });
});

const NOT_IN_TFJS = [
  'ELU with an alpha',
  'BatchNormalization with an axis',
  'CenterCrop',
  'ConvLSTM1D',
  'ConvLSTM2D',
  'ConvLSTM3D',
  'Softmax with an axis',
  'AdditiveAttention',
  'GroupQueryAttention',
  'EinsumDense',
  'Normalization',
  'Resizing',
  'UpSampling2D with interpolation bilinear',
  'Conv1D with groups',
  'Conv2D with groups',
  'Conv3D with groups',
  'AdaptiveAveragePooling1D',
  'GlobalAveragePooling1D with keepdims',
  'AdaptiveMaxPooling1D',
  'GlobalMaxPooling1D with keepdims',
  'AdaptiveAveragePooling2D',
  'GlobalAveragePooling2D with keepdims',
  'AdaptiveMaxPooling2D',
  'GlobalMaxPooling2D with keepdims',
  'AdaptiveAveragePooling3D',
  'AdaptiveMaxPooling3D',
  'ZeroPadding3D',
  'UpSampling3D',
  'GlobalMaxPooling3D',
  'GlobalAveragePooling3D',
  'Cropping3D',
  'Conv3D with a dilation_rate',
  "Conv3DTranspose with strides greater than its window and padding 'same'",
  "Conv3D with strides greater than its window and padding 'same'",
  "MaxPooling3D with strides greater than its window and padding 'same'",
  'TimeDistributed of SinePositionEncoding',
  'Attention',
  'Bidirectional of GRU with reset_after',
  'GRU with reset_after',
  'Conv1DTranspose',
  'Conv2D with a mask',
  'Cropping1D',
  'DepthwiseConv1D',
  'DepthwiseConv2D with a dilation_rate',
  'GroupNormalization',
  'MultiHeadAttention',
  'PositionEmbedding',
  'ReLU with a negative_slope',
  'ReLU with a threshold',
  'RMSNormalization',
  'SeparableConv1D',
  'SeparableConv2D with a dilation_rate',
  'SpectralNormalization',
  'SinePositionEncoding',
  'Subtract',
  'UnitNormalization',
  'UpSampling1D',
  'ZeroPadding1D',
  ...'exponential log_sigmoid hard_sigmoid hard_silu hard_tanh tanh_shrink soft_shrink hard_shrink squareplus sparse_plus sparse_sigmoid leaky_relu sparsemax'
    .split(' ')
    .map((name) => `Activation with ${name}`),
];

describe('the stock layer of tfjs, with the same weights in the same order', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  // tfjs makes columns of inputs that are one number an example.
  const tried = cases.filter(({ training, inputs }) => !training && inputs[0]!.shape.length > 1);
  it.each(tried)('$name', (one) => {
    tf.tidy(() => {
      const definition = layerNamed(one.layer);
      const layer = definition.lower(tfl, filled(definition, one.args), 'some_name');
      if (typeof layer === 'string') {
        expect(NOT_IN_TFJS).toContain(`${one.layer} ${layer}`.trim());
        return;
      }
      expect(layer.name).toBe('some_name');
      const places = one.inputs.map(({ shape }) => tfl.input({ shape: shape.slice(1) }));
      const output = layer.apply(places.length === 1 ? (places[0] as tfl.SymbolicTensor) : places);
      const model = tfl.model({ inputs: places, outputs: output as tfl.SymbolicTensor });
      layer.setWeights(Object.values(one.weights).map(({ shape, data }) => tf.tensor(data, shape)));
      const inputs = one.inputs.map(({ shape, data }) => tf.tensor(data, shape));
      const y = model.predict(inputs) as tf.Tensor;
      expect(y.shape).toEqual(one.output.shape);
      expect(difference(y.dataSync(), one.output.data)).toBeLessThan(CLOSE);
    });
  });
});

describe('chains after three steps of gradient descent are where Keras 3 is', () => {
  it.each(read<Training>('layers-training.expected.json'))('$name', async (one) => {
    const chain = one.layers.map(({ layer, args }) => {
      const definition = layerNamed(layer);
      return { definition, args: filled(definition, args) };
    });
    const names: string[] = [];
    const program = captureStep(one.name, one.input.shape[0] ?? 1, (tools) => {
      const state: Record<string, tf.Tensor> = {};
      const moved: string[] = [];
      let shape: readonly number[] = one.input.shape.slice(1);
      const built = chain.map(({ definition, args }, at) => {
        const weights: Record<string, tf.Tensor> = {};
        for (const rule of definition.weights([shape], args)) {
          const name = `${at}/${rule.name}`;
          weights[rule.name] = state[name] = tools.state(name, rule.shape);
          names.push(name);
          if (rule.trainable) moved.push(name);
        }
        const next = definition.outputShape([shape], args);
        if (!next.ok) throw new Error(next.problem);
        shape = next.value;
        return { definition, args, weights };
      });
      const after: Record<string, tf.Tensor> = {};
      const { value, gradients } = tools.gradients(
        () => {
          let x: tf.Tensor = tools.field('x', one.input.shape);
          built.forEach(({ definition, args, weights }, at) => {
            const assigned: Record<string, tf.Tensor> = {};
            x = callLayer(tools, definition, args, [x], weights, 'train', assigned);
            for (const [name, moving] of Object.entries(assigned)) after[`${at}/${name}`] = moving;
          });
          return tf.mean(tf.squaredDifference(x, tools.field('target', one.target.shape)));
        },
        moved.map((name) => state[name] as tf.Tensor),
      );
      moved.forEach((name, at) => {
        after[name] = tf.sub(state[name] as tf.Tensor, tf.mul(gradients[at] as tf.Tensor, one.rate));
      });
      return { results: { loss: value }, state: after };
    });
    const start = Object.fromEntries(names.map((name, at) => [name, one.start[at] as Plain]));
    const { results, state } = await runSteps(
      program,
      stateOf(start),
      { x: Float32Array.from(one.input.data), target: Float32Array.from(one.target.data) },
      one.steps,
    );
    expect(
      difference(
        results.map(({ loss }) => loss?.[0] ?? NaN),
        one.losses,
      ),
    ).toBeLessThan(CLOSE);
    names.forEach((name, at) => {
      expect(difference(state.get(name)?.data ?? [], one.end[at]?.data ?? []), name).toBeLessThan(CLOSE);
    });
  });
});

/** Regularizers and constraints, held to Keras 3: test/keras/weight_rules.py. */
import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { check, compile } from '../../src/index.js';
import { captureStep, declareState, trainingStep } from '../../src/runtime/capture/index.js';
import { tfjsEngine } from '../../src/runtime/engines/index.js';
import { constraints, regularizers } from '../../src/vocabulary/index.js';
import { resolveWeightRule } from '../../src/vocabulary/weight-rules.js';
import { engines } from '../support/engines-under-test.js';
import { difference, run } from './run-function.js';

interface Plain {
  shape: number[];
  data: number[];
}

interface Case {
  word: string;
  args: Record<string, unknown>;
  weight: Plain;
  value: Plain;
  gradient?: Plain;
}

interface Training {
  layer: Record<string, unknown>;
  x: Plain;
  y: Plain;
  start: Plain[];
  losses: number[];
  end: Plain[];
}

const expected = JSON.parse(
  readFileSync(new URL('../keras/weight-rules.expected.json', import.meta.url), 'utf8'),
) as { regularizers: Case[]; constraints: Case[]; training: Training };

const CLOSE = 2e-6;

describe.each([
  ['regularizers', regularizers, expected.regularizers],
  ['constraints', constraints, expected.constraints],
] as const)('%s compute what Keras 3 computes', (_kind, words, cases) => {
  it('with a case for each', () => {
    expect([...new Set(cases.map(({ word }) => word))].sort()).toEqual([...words.keys()].sort());
  });

  it.each(cases)('$word $args', async ({ word, args: given, weight, value, gradient }) => {
    const { args } = resolveWeightRule(words, { [word]: given })!;
    const definition = words.get(word)!;
    expect(definition.problem?.(weight.shape, args) ?? null).toBeNull();
    const program = captureStep(word, 1, (tools): { results: Record<string, tf.Tensor> } => {
      const given = tools.field('weight', weight.shape);
      if (!gradient) return { results: { value: definition.apply(tf, given, args) } };
      let scalar: tf.Tensor | undefined;
      const { gradients } = tools.gradients(
        () => (scalar = tools.hold(definition.apply(tf, given, args))) as tf.Scalar,
        [given],
      );
      return { results: { value: scalar!, gradient: gradients[0]! } };
    });
    const found = await run(program, { weight: Float32Array.from(weight.data) });
    expect(difference(found.value!, value.data)).toBeLessThan(CLOSE);
    if (gradient) expect(difference(found.gradient!, gradient.data)).toBeLessThan(CLOSE);
  });
});

const graph = (layer: object, more = '') => `lagraph: 1
data: {d: {source: idx, images: images, labels: labels, size: [2, 2], classes: 3}}
networks:
  n:
    input: [2, 2, 1]
    layers:
      - Flatten
      - Dense: ${JSON.stringify({ units: 3, ...layer })}
plan:
  p:
    train: n
    on: {data: d}
    loss: mean_squared_error(label, n(image))
    optimizer: {SGD: {learning_rate: 0.1, momentum: 0.9}}
${more}`;

describe('a layer with regularizers and constraints', () => {
  const { layer, x, y, start, losses, end } = expected.training;

  it.each([...engines, ['tfjs', tfjsEngine()] as const])(
    'is after three steps where Keras is, on %s',
    async (_name, engine) => {
      const program = compile(graph(layer));
      const phase = program.phases[0]!;
      const session = await engine.open({ threads: 1 });
      try {
        const weights = program.networks[0]!.weights.map(({ name }) => name);
        await session.write(
          new Map(
            declareState(program, phase).map(({ name, shape, start: filled }) => {
              const given = start[weights.indexOf(name)];
              const size = shape.reduce((product, side) => product * side, 1);
              const data = given ? Float32Array.from(given.data) : new Float32Array(size).fill(filled ?? NaN);
              return [name, { shape, data }];
            }),
          ),
        );
        const prepared = await session.prepare(trainingStep(program, phase, x.shape[0]!));
        for (const loss of losses) {
          const found = await prepared.run({
            image: Float32Array.from(x.data),
            label: Float32Array.from(y.data),
            'learning_rate/p': 0.1,
          });
          expect(difference(found.loss!, [loss])).toBeLessThan(CLOSE);
          expect(found['loss/loss']![0]! + found['loss/regularization']![0]!).toBeCloseTo(loss, 5);
        }
        const state = await session.read();
        weights.forEach((name, at) => {
          expect(difference(state.get(name)!.data, end[at]!.data), name).toBeLessThan(CLOSE);
        });
      } finally {
        await session.close();
      }
    },
  );

  it('is trained anew for them, and is the same network for others that use it', () => {
    const keys = (rules: object) => {
      const { networks, phases } = compile(
        graph(
          rules,
          `  q:
    untrained: true
    train: n
    freeze: []
    after: [p]
    on: {data: d}
    loss: mean_absolute_error(label, n(image))
    optimizer: {SGD: 0.1}
`,
        ),
      );
      expect(networks[0]!.weights).toHaveLength(2);
      return phases.map(({ fingerprint }) => fingerprint.weights);
    };
    expect(keys(layer)).not.toEqual(keys({}));
    expect(keys({ kernel_constraint: 'NonNeg' })).not.toEqual(keys({ kernel_constraint: 'UnitNorm' }));
    expect(keys({ kernel_regularizer: { L2: 0.1 } })).not.toEqual(keys({ kernel_regularizer: { L2: 0.2 } }));
    expect(keys({ kernel_regularizer: { L2: 0.1 } })).toEqual(
      keys({ kernel_regularizer: { L2: { l2: 0.1 } } }),
    );
  });

  it('can be watched by its terms, and says what a weight cannot have', () => {
    const watched = check(
      graph(layer, '    stop_early: {monitor: loss/regularization, mode: min, patience: 1}\n'),
    );
    expect(watched.diagnostics).toEqual([]);
    const wrong = (rules: object) =>
      check(graph(rules)).diagnostics.map(({ code, message }) => [code, message]);
    expect(wrong({ bias_regularizer: 'OrthogonalRegularizer' })).toEqual([
      ['layer-shape', "the bias of `Dense` can't have this: `OrthogonalRegularizer` is for matrices"],
    ]);
    expect(wrong({ kernel_constraint: { MaxNorm: { axis: 2 } } })[0]).toEqual([
      'layer-shape',
      "the kernel of `Dense` can't have this: `MaxNorm` measures along side 2, and the weight is [4, 3]",
    ]);
    expect(wrong({ kernel_regularizer: { L3: 0.1 } })).toHaveLength(1);
  });
});

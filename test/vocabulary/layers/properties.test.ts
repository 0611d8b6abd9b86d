/** Properties of every layer, whatever its arguments. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initializers } from '../../../src/vocabulary/initializers/index.js';
import { layers } from '../../../src/vocabulary/layers/index.js';
import type { ResolvedArguments, CallMode, LayerDefinition } from '../../../src/vocabulary/index.js';
import { filled, layerNamed, layerProgram } from './run-layer.js';

interface Schema {
  type?: string;
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
  word?: string;
  default?: unknown;
}

/** Letters for axes, by the argument. */
const TEXTS: Readonly<Record<string, string[]>> = {
  equation: ['ab,bc->ac', 'abc,cd->abd', 'abc,bcd->ad', 'ab,bc->ca'],
  bias_axes: ['d', 'bd', 'c'],
};

/** Small values that a schema permits. */
function valueOf(schema: Schema, name = ''): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valueOf(one, name)));
  const low = schema.minimum ?? -2;
  switch (schema.type) {
    case 'integer':
      return fc.integer({ min: low, max: Math.max(low, 3) });
    case 'number':
      return fc.double({ min: schema.exclusiveMinimum ?? low, max: schema.maximum ?? 3, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return fc.constantFrom(...(TEXTS[name] ?? ['']));
    case 'array':
      return fc.array(valueOf(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: schema.maxItems ?? 3,
      });
    case 'object':
      // Initializers with arguments: one of them. Otherwise a layer that another is made of.
      if (schema.maxProperties !== 1) return argumentsOf({ properties: schema.properties ?? {} });
      return fc.constantFrom(...Object.keys(schema.properties ?? {})).map((name) => ({ [name]: {} }));
    default:
      throw new Error(`no value for ${JSON.stringify(schema)}`);
  }
}

/** All arguments; of layers that another may be made of, one. */
function argumentsOf({ properties }: { properties: object }): fc.Arbitrary<ResolvedArguments> {
  const all = Object.entries(properties as Record<string, Schema>);
  const made = all.map(([name, schema]): [string, fc.Arbitrary<unknown>] => {
    const written = valueOf(schema, name);
    return [name, schema.default === undefined ? written : fc.oneof(fc.constant(schema.default), written)];
  });
  const isLayer = new Map(all.map(([name, { word }]) => [name, word !== undefined]));
  const layersOf = made.filter(([name]) => isLayer.get(name));
  const own = fc.record(Object.fromEntries(made.filter(([name]) => !isLayer.get(name))));
  if (layersOf.length === 0) return own;
  const layer = fc.oneof(...layersOf.map(([name, value]) => value.map((written) => ({ [name]: written }))));
  return fc.tuple(layer, own).map(([one, others]) => ({ ...one, ...others }));
}

const shape = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 5 });
const modes = fc.constantFrom<CallMode>('train', 'frozen', 'inference');

/** Groups of shapes that often fit together, for layers of several inputs. */
const shapesFor = ({ inputs }: LayerDefinition) =>
  inputs === 'one' || inputs[0] === 1
    ? shape.map((one) => [one])
    : fc
        .tuple(shape, fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 3 }))
        .map(([one, at, side]) => [one, one.map((old, n) => (n === at ? side : old))]);

describe('every layer', () => {
  it.each([...layers.keys()])(
    '%s: the shape that is told is the shape that comes out, or a reason',
    (name) => {
      const definition = layerNamed(name);
      let told = 0;
      fc.assert(
        fc.property(shapesFor(definition), argumentsOf(definition.args), modes, (shapes, args, mode) => {
          const answer = definition.outputShape(shapes, args);
          if (!answer.ok) {
            expect(answer.problem).toMatch(/\S{2}/);
            if (answer.argument !== undefined)
              expect(definition.args.properties).toHaveProperty(answer.argument);
            return;
          }
          told++;
          const program = layerProgram(
            definition,
            args,
            shapes.map((one) => [2, ...one]),
            mode,
          );
          const y = program.outputs.find((output) => output.name === 'y');
          expect(program.values[y?.value ?? -1]).toEqual({ shape: [2, ...answer.value], dtype: 'float32' });
          expect(answer.value.every((side) => Number.isInteger(side) && side > 0)).toBe(true);
        }),
        // Letters and sides seldom fit each other.
        { numRuns: 'equation' in definition.args.properties ? 3000 : 150 },
      );
      expect(told).toBeGreaterThan(0);
    },
  );

  it.each([...layers.keys()])('%s: describes its arguments and the weights it asks for', (name) => {
    const definition = layerNamed(name);
    expect(definition.summary).toMatch(/^[A-Z].*\.$/);
    for (const [argument, schema] of Object.entries(definition.args.properties)) {
      expect(schema, argument).toMatchObject({ description: expect.stringMatching(/\.$/) });
    }
    if (definition.main !== undefined) expect(definition.args.properties).toHaveProperty(definition.main);
    fc.assert(
      fc.property(shapesFor(definition), argumentsOf(definition.args), (shapes, args) => {
        if (!definition.outputShape(shapes, args).ok) return;
        const rules = definition.weights(shapes, args);
        expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length);
        for (const { initializer } of rules) {
          const word = initializers.get(initializer.name);
          expect(Object.keys(initializer.args)).toEqual(Object.keys(word?.args.properties ?? { none: true }));
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('initializers of weights', () => {
  it('have their own arguments and the defaults of the others', () => {
    const dense = layerNamed('Dense');
    const args = filled(dense, { units: 2, kernel_initializer: { random_normal: { stddev: 0.5 } } });
    expect(dense.weights([[3]], args)).toEqual([
      {
        name: 'kernel',
        shape: [3, 2],
        initializer: { name: 'random_normal', args: { mean: 0, stddev: 0.5 } },
        trainable: true,
      },
      { name: 'bias', shape: [2], initializer: { name: 'zeros', args: {} }, trainable: true },
    ]);
  });

  it('are those of Keras 3 where nothing is said', () => {
    const starts = (name: string, given: ResolvedArguments, input: number[]) =>
      layerNamed(name)
        .weights([input], filled(layerNamed(name), given))
        .map((rule) => `${rule.name} ${rule.initializer.name}${rule.trainable ? '' : ' fixed'}`);
    expect(starts('Conv2D', { filters: 2, kernel_size: 3 }, [4, 4, 1])).toEqual([
      'kernel glorot_uniform',
      'bias zeros',
    ]);
    expect(starts('BatchNormalization', {}, [4])).toEqual([
      'gamma ones',
      'beta zeros',
      'moving_mean zeros fixed',
      'moving_variance ones fixed',
    ]);
    expect(starts('PReLU', {}, [4])).toEqual(['alpha zeros']);
  });
});

describe('what does not fit is refused in words', () => {
  it.each<[string, ResolvedArguments, number[][], string, string?]>([
    [
      'Conv2D',
      { filters: 2, kernel_size: 3 },
      [[28, 28]],
      'an input [height, width, channels] is needed; this one is [28, 28]',
    ],
    [
      'Conv2D',
      { filters: 2, kernel_size: 5 },
      [[4, 6, 1]],
      'a window of 5 x 5 does not fit into an input of 4 x 6',
      'kernel_size',
    ],
    [
      'Conv1D',
      { filters: 2, kernel_size: 5 },
      [[4]],
      'an input [steps, channels] is needed; this one is [4]',
    ],
    ['MaxPooling2D', {}, [[1, 4, 1]], 'a window of 2 x 2 does not fit into an input of 1 x 4', 'pool_size'],
    [
      'DepthwiseConv2D',
      { kernel_size: 2, strides: [1, 2] },
      [[4, 4, 1]],
      'the strides of a depthwise convolution are the same down and across',
      'strides',
    ],
    [
      'Reshape',
      { target_shape: [7, 7, 64] },
      [[3000]],
      "[3000] has 3000 numbers, which don't fit into [7, 7, 64], which has 3136",
      'target_shape',
    ],
    [
      'Reshape',
      { target_shape: [7, -1] },
      [[10]],
      "[10] has 10 numbers, which don't fit into [7, -1]",
      'target_shape',
    ],
    ['Reshape', { target_shape: [-1, -1] }, [[10]], 'only one side can be -1', 'target_shape'],
    ['Permute', { dims: [1, 3] }, [[4, 5]], 'the sides of [4, 5] are [1, 2], each once in any order', 'dims'],
    ['Cropping2D', { cropping: 2 }, [[4, 8, 1]], 'nothing of [4, 8, 1] is left', 'cropping'],
    ['RepeatVector', { n: 2 }, [[4, 5]], 'an input [features] is needed; this one is [4, 5]'],
    ['PReLU', { shared_axes: [1, 3] }, [[4, 5]], '[4, 5] has no side 3', 'shared_axes'],
    [
      'Add',
      {},
      [
        [4, 5],
        [4, 6],
      ],
      "the shapes [4, 5] and [4, 6] don't go together",
    ],
    ['Add', {}, [[4, 5], [5]], "the shapes [4, 5] and [5] don't go together"],
    [
      'Concatenate',
      {},
      [
        [4, 5],
        [3, 5],
      ],
      'the shapes [4, 5] and [3, 5] differ in more than the side -1',
    ],
    ['Concatenate', { axis: 0 }, [[4], [4]], '[4] has no side 0 to join along', 'axis'],
    ['LSTM', { units: 2 }, [[4]], 'an input [steps, channels] is needed; this one is [4]'],
    ['LSTM', { units: 2 }, [[4, 3], [2]], 'it starts from 2 states, but is given 1'],
    ['GRU', { units: 2 }, [[4, 3], [3]], 'a state to start from is [2], not [3]', 'units'],
    ['GRU', { units: 2 }, [[3000, 3]], 'a series of 3000 steps is longer than 512'],
    [
      'ConvLSTM2D',
      { filters: 2, kernel_size: 3 },
      [[5, 4, 3]],
      'an input [depth, height, width, channels] is needed; this one is [5, 4, 3]',
    ],
    [
      'ConvLSTM1D',
      { filters: 2, kernel_size: 3 },
      [
        [3, 6, 1],
        [4, 2],
      ],
      'it starts from 2 states, but is given 1',
    ],
    [
      'ConvLSTM1D',
      { filters: 2, kernel_size: 3 },
      [
        [3, 6, 1],
        [4, 2],
        [6, 2],
      ],
      'a state to start from is [4, 2], not [6, 2]',
      'filters',
    ],
    [
      'ConvLSTM1D',
      { filters: 2, kernel_size: 9 },
      [[3, 6, 1]],
      'a window of 9 does not fit into an input of 6',
      'kernel_size',
    ],
    [
      'ConvLSTM2D',
      { filters: 2, kernel_size: 1 },
      [[600, 4, 4, 3]],
      'a series of 600 steps is longer than 512',
    ],
    ['LayerNormalization', { axis: 3 }, [[4, 5]], '[4, 5] has no side 3 with features', 'axis'],
    ['BatchNormalization', { axis: 0 }, [[4, 5]], '[4, 5] has no side 0 with features', 'axis'],
    ['UnitNormalization', { axis: [1, 1] }, [[4, 5]], 'a side is named twice', 'axis'],
    [
      'LayerNormalization',
      { axis: [1, -1] },
      [[4, 5]],
      'sides are counted from the front or from the end, not both',
      'axis',
    ],
    [
      'GroupNormalization',
      { axis: 1, groups: 3 },
      [[4, 3]],
      "4 channels can't be divided into 3 groups",
      'groups',
    ],
    ['Bidirectional', {}, [[4, 3]], 'it needs the layer that it is made of'],
    [
      'Bidirectional',
      { LSTM: { units: 2 }, GRU: { units: 2 } },
      [[4, 3]],
      'it is made of one layer, not of LSTM and GRU',
      'GRU',
    ],
    [
      'TimeDistributed',
      { Conv2D: { filters: 2, kernel_size: 5 } },
      [[3, 4, 6, 1]],
      '`Conv2D` on a step: a window of 5 x 5 does not fit into an input of 4 x 6',
      'Conv2D',
    ],
    ['TimeDistributed', { Dense: 3 }, [[4]], 'an input of steps is needed; this one is [4]'],
    [
      'Attention',
      {},
      [
        [4, 3],
        [5, 2],
      ],
      "a query of 3 features can't be compared with keys of 2",
    ],
    [
      'MultiHeadAttention',
      { num_heads: 2, key_dim: 3 },
      [
        [4, 3],
        [5, 2],
        [6, 2],
      ],
      'a key for each value is needed, but the value is [5, 2] and the key [6, 2]',
    ],
    [
      'PositionEmbedding',
      { sequence_length: 3 },
      [[4, 2]],
      'a series of 4 steps is longer than 3',
      'sequence_length',
    ],
  ])('%s %j of %j', (name, given, shapes, problem, argument) => {
    const definition = layerNamed(name);
    const answer = definition.outputShape(shapes, filled(definition, given));
    expect(answer).toMatchObject({ ok: false, problem, ...(argument ? { argument } : {}) });
  });
});

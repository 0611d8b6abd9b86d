/**
 * The compiler derives which weights a loss can train before anything runs. Its table must agree with tfjs for each
 * function: a gradient reaches an operand, or it does not.
 */
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/index.js';
import { functions, type FunctionDefinition, type TensorType } from '../../src/vocabulary/index.js';
import type { TensorData } from '../../src/runtime/engines/index.js';
import { random } from '../support/seeded-random.js';
import { functionProgram, outputOf, run } from '../vocabulary/run-function.js';

/** Operands by type: their expression, their expression in terms of a network, and their shape in a batch of 4. */
const kinds = [
  { shape: [null, 4], write: (net: string) => `${net}(image)` },
  { shape: [null, 1], write: (net: string) => `mean(${net}(image), keepdims=true)` },
  { shape: [null], write: (net: string) => `mean(${net}(image))` },
  { shape: [4, 4], write: (net: string) => `${net}_weights` },
  { shape: [null, null], write: (net: string) => `matmul(${net}(image), ${net}(image), transpose_b=true)` },
  {
    shape: [null, 4, 4],
    write: (net: string) => `stack(${Array(4).fill(`${net}(image)`).join(', ')}, axis=1)`,
  },
  { shape: [null, 28, 28, 1], write: (net: string) => `image * reshape(mean(${net}(image)), [1, 1, 1])` },
  { shape: [null, 4], dtype: 'bool', write: (net: string) => `greater(${net}(image), 0)` },
] as const;
type Kind = (typeof kinds)[number];

const typeOf = (kind: Kind): TensorType => ({
  shape: kind.shape,
  dtype: 'dtype' in kind ? kind.dtype : 'float32',
});

/** Options without a default. */
const needed: Readonly<Record<string, Record<string, unknown>>> = {
  clip: { x_min: -1, x_max: 1 },
  one_hot: { num_classes: 4 },
  reshape: { target_shape: [2, 2] },
  expand_dims: { axis: 1 },
  top_k_categorical_accuracy: { k: 2 },
  top_k: { k: 2 },
  top_k_indices: { k: 2 },
  einsum: { equation: 'bi->bi' },
  slice: { begin: [0, 1], size: [-1, 2] },
};

const operands = ({ parameters }: FunctionDefinition) =>
  parameters.filter(({ kind }) => kind === 'tensor').map(({ name }) => name);

/** The first operands that the function accepts. */
function operandsFor(definition: FunctionDefinition): { given: Kind[]; output: TensorType } {
  const options = needed[definition.name] ?? {};
  let lists: Kind[][] = [[]];
  for (const _ of operands(definition)) lists = lists.flatMap((list) => kinds.map((kind) => [...list, kind]));
  for (const given of lists) {
    const answer = outputOf(definition.name, given.map(typeOf), options);
    if (answer.ok) return { given, output: answer.value };
  }
  throw new Error(`nothing fits ${definition.name}`);
}

const sized = (shape: readonly (number | null)[]) => shape.map((side) => side ?? 4);
const count = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** For each operand, whether tfjs has a gradient that is not zero everywhere. */
async function gradientsOf(definition: FunctionDefinition, given: readonly Kind[], output: TensorType) {
  const numbers = random(1);
  const inputs = given.map((kind) => ({ shape: sized(kind.shape), dtype: typeOf(kind).dtype }));
  const shape = sized(output.shape);
  const program = functionProgram(definition.name, inputs, needed[definition.name] ?? {}, shape, true);
  const feeds: Record<string, TensorData> = { slopes: numbers.uniform(count(shape), 0.1, 1) };
  inputs.forEach(({ shape: one, dtype }, at) => {
    const size = count(one);
    feeds[`x${at}`] =
      dtype === 'bool'
        ? Uint8Array.from({ length: size }, (_, i) => i % 2)
        : numbers.uniform(size, 0.05, 0.95);
    // Its first operand has numbers of classes, 0 for none.
    if (definition.name === 'ctc' && at === 0)
      feeds.x0 = Float32Array.from({ length: size }, (_, i) => (i + 1) % 4);
  });
  for (const input of program.inputs) {
    if (input.kind !== 'draw') continue;
    const size = count(program.values[input.value]!.shape);
    feeds[input.name] = input.draw.kind === 'permutation' ? numbers.permutation(size) : numbers.normal(size);
  }
  const result = await run(program, feeds);
  return given.map((_, at) => Array.from(result[`gradient${at}`] ?? []).some((slope) => slope !== 0));
}

/**
 * Whether the compiler lets a loss train the network that one operand is computed by; the other operands are computed
 * by something else.
 */
function isMoved({ name, parameters }: FunctionDefinition, given: readonly Kind[], operand: number): boolean {
  // What stands before the tensors is given by position.
  const leading = parameters.findIndex(({ kind }) => kind === 'tensor');
  const written = Object.entries(needed[name] ?? {}).map(([key, value]) => {
    const text = JSON.stringify(value).replaceAll('"', "'");
    return parameters.findIndex((one) => one.name === key) in parameters.slice(0, leading)
      ? text
      : `${key}=${text}`;
  });
  const [before, options] = [written.slice(0, leading), written.slice(leading)];
  const args = given.map(({ write }, at) => write(at === operand ? 'own' : 'other'));
  const train = given[operand]!.write('own').startsWith('own_weights') ? 'own_weights' : 'own';
  const { diagnostics } = check(`lagraph: 1
name: gradients
data: {digits: {source: mnist}}
networks:
  own: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}
  other: {like: own}
  own_weights: {weights: [4, 4]}
  other_weights: {like: own_weights}
plan:
  fit:
    train: ${train}
    untrained: true
    on: digits
    optimizer: Adam
    loss: "mean(${name}(${[...before, ...args, ...options].join(', ')}))"
`);
  const codes = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  expect([[], ['loss-moves-nothing']]).toContainEqual(codes);
  return codes.length === 0;
}

// `gradient` is computed by the forward pass, not from its operands; figures of all examples are no losses.
const withOperands = [...functions.values()].filter(
  (one) => operands(one).length > 0 && one.name !== 'gradient' && !one.total,
);

describe('gradients go where the compiler says', () => {
  it.each(withOperands.map((one) => [one.name, one] as const))('through %s', async (_name, definition) => {
    const { given, output } = operandsFor(definition);
    const truth = await gradientsOf(definition, given, output);
    expect(given.map((_, operand) => isMoved(definition, given, operand))).toEqual(truth);
  });
});

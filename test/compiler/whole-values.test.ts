/** Networks that are given a bare weight, which is a batch of its own size. */
import { describe, expect, it } from 'vitest';
import { check, compile } from '../../src/index.js';

const graph = (loss: string) => `lagraph: 1
data: {digits: {source: mnist}}
networks:
  anchors: {weights: [5, 28, 28, 1]}
  flat: {weights: [5, 784]}
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 8, name: hidden}, {Dense: 4}]}
  two:
    inputs: {a: [28, 28, 1], b: [28, 28, 1]}
    nodes: {sum: a + b, noisy: sum + normal_like(sum), z: {Dense: {units: 4}, of: flatten(noisy)}}
    outputs: [z, noisy]
models:
  model: encoder -> square
plan:
  fit:
    train: [encoder, two, anchors, flat]
    on: digits
    optimizer: Adam
    losses:
      all: mean(encoder(image)) + mean(two(image, image)) + mean(flat) + mean(anchors)
      own: ${loss}
`;

const errors = (loss: string) =>
  check(graph(loss)).diagnostics.flatMap(({ code, message, severity }) =>
    severity === 'error' ? [{ code, message }] : [],
  );
const typeOf = (loss: string) => {
  const { wires } = compile(graph(loss)).phases[0]!;
  const call = wires.findLast((wire) => wire.op === 'call' || wire.op === 'output')!;
  return call.type.shape;
};

describe('a bare weight that is given to a network', () => {
  it.each<[string, (number | null)[]]>([
    ['mean(encoder(image)) + mean(encoder(anchors))', [5, 4]],
    ['mean(encoder(anchors).hidden)', [5, 8]],
    ['mean(two(anchors, 2 * anchors).noisy)', [5, 28, 28, 1]],
    ['mean(matmul(encoder(image), encoder(anchors), transpose_b=true))', [5, 4]],
  ])('%s', (loss, shape) => {
    expect(errors(loss)).toEqual([]);
    expect(typeOf(loss)).toEqual(shape);
  });

  it.each([
    ['mean(encoder(flat))', /takes \[batch, 28, 28, 1\], but is given \[5, 784\]/],
    ['mean(two(image, anchors).z)', /`b` of `two` takes \[batch, 28, 28, 1\], but is given \[5, 28, 28, 1\]/],
    // The values of a model have the batch of its inputs.
    ['mean(model(anchors))', /`model` takes \[batch, 28, 28, 1\], but is given \[5, 28, 28, 1\]/],
    ['encoder(anchors)', /one number an example/],
  ])('%s is refused', (loss, message) => {
    const found = errors(loss);
    expect(found).toHaveLength(1);
    expect(found[0]!.message).toMatch(message);
  });
});

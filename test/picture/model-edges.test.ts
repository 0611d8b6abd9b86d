import { describe, expect, it } from 'vitest';
import { compile } from '../../src/index.js';
import { modelEdges, phaseEdges } from '../../src/picture/index.js';

/** Two autoencoders, and what a model puts together of them. */
const graph = (model: string) => `lagraph: 1
name: two
data: {digits: {source: mnist}}
networks:
  a: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}
  b: {input: a, layers: [{Dense: 784}, {Reshape: [28, 28, 1]}]}
  c: {like: a}
  d: {like: b}
models:
  put_together: ${model}
plan:
  one:
    train: [a, b]
    on: {data: digits, epochs: 1}
    loss: mean_squared_error(image, b(a(image)))
    optimizer: Adam
  two:
    train: [c, d]
    on: {data: digits, epochs: 1}
    loss: mean_squared_error(image, d(c(image)))
    optimizer: Adam
`;

const edgesOf = (model: string) => {
  const { models, phases } = compile(graph(model));
  return modelEdges(models, phaseEdges(phases)).map(({ from, to }) => `${from} -> ${to}`);
};

describe('modelEdges', () => {
  it('are the connections that no phase has', () => {
    expect(edgesOf('a -> b')).toEqual([]);
    expect(edgesOf('a -> d')).toEqual(['network/a -> network/d']);
    expect(edgesOf('a -> b -> c -> d')).toEqual(['network/b -> network/c']);
  });

  it('close no circle', () => {
    expect(edgesOf('a -> b -> a -> b')).toEqual([]);
    expect(edgesOf('c -> d -> a -> b -> c -> d')).toEqual(['network/d -> network/a']);
  });
});

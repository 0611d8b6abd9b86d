import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { assumeConstantExamples } from '../../../src/runtime/plan/feature-hoisting.js';
import { phaseMultiplyAdds } from '../../../src/runtime/plan/flop-count.js';

const graph = (on: string) => `lagraph: 1
name: small
data: {mnist: {source: mnist}}
networks:
  encoder:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 8, kernel_size: 3, padding: same}
      - Flatten
  head:
    input: encoder
    layers: [{Dense: {units: 10, activation: softmax}}]
models: {reader: encoder -> head}
plan:
  read:
    train: reader
    on: {data: mnist, ${on}}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {SGD: 0.1}
  again:
    train: head
    freeze: encoder
    on: {data: mnist, ${on}}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {SGD: 0.1}
`;

function work(text: string, phase = 0, varies = true): number {
  const program = compile(text);
  return phaseMultiplyAdds(program, program.phases[phase]!, {
    ...assumeConstantExamples(1000),
    varies: () => varies,
  });
}

/** Multiply-adds of both layers, for one example. */
const ARITHMETIC = 28 * 28 * 9 * 8 + 28 * 28 * 8 * 10;

describe('workOf', () => {
  it('counts what the layers ask for, forward and backward, and the memory that they touch', () => {
    const one = work(graph('epochs: 1, batch_size: 10'));
    expect(one).toBeGreaterThan(3 * 1000 * ARITHMETIC);
    expect(one).toBeLessThan(3 * 1000 * ARITHMETIC * 10);
  });

  it('grows with epochs and steps alone, not with the size of batches', () => {
    const one = work(graph('epochs: 1, batch_size: 10'));
    expect(work(graph('epochs: 3, batch_size: 10'))).toBe(3 * one);
    expect(work(graph('epochs: 1, batch_size: 50'))).toBe(one);
    expect(work(graph('epochs: 1, steps_per_epoch: 200, batch_size: 10'))).toBe(2 * one);
  });

  it('is less where a part is frozen', () => {
    const text = graph('epochs: 1, batch_size: 10');
    expect(work(text, 1)).toBeLessThan(work(text, 0));
    expect(work(text, 1)).toBeGreaterThan(1000 * ARITHMETIC);
  });

  it('counts once what is computed once', () => {
    const [one, three] = [1, 3].map((epochs) => graph(`epochs: ${epochs}, batch_size: 10`));
    expect(work(three!, 1)).toBe(3 * work(one!, 1));
    const encoding = work(three!, 1) - work(three!, 1, false);
    expect(encoding).toBeGreaterThan(2 * 1000 * 28 * 28 * 9 * 8);
    expect(work(one!, 1, false)).toBe(work(one!, 1));
  });
});

/** A learning rate that follows a figure: what it watches, its key, its errors. */
import { describe, expect, it } from 'vitest';
import { check, compile } from '../../src/index.js';

const graph = (plateau: string, more = '', epochs = 6) => `lagraph: 1
data: {digits: {source: mnist}}
networks: {head: {input: [28, 28, 1], layers: [Flatten, {Dense: 10}]}}
plan:
  fit:
    train: head
    on: {data: digits, epochs: ${epochs}}
    losses: {size: {value: "mean(square(head(image)))"${more}}}
    optimizer: {SGD: 0.1}
    learning_rate: {plateau: ${plateau}}
    metrics: {right: "accuracy(label, head(image))", spread: "variance(head(image))"}
    validate: {data: digits.test, every: 2}
`;

const phase = (text: string) => compile(text).phases[0]!;
const course = (text: string) => phase(text).fingerprint.course;

describe('a learning rate by plateaus', () => {
  it('has the arguments and defaults of Keras', () => {
    expect(phase(graph('{monitor: val.loss}')).plateau).toEqual({
      figure: 'val.loss',
      mode: 'min',
      factor: 0.1,
      patience: 10,
      minDelta: 0.0001,
      cooldown: 0,
      least: 0,
    });
    const written =
      '{monitor: val.right, factor: 0.5, patience: 2, min_delta: 0.01, cooldown: 1, min_lr: 0.001}';
    expect(phase(graph(written)).plateau).toMatchObject({ mode: 'max', factor: 0.5, least: 0.001 });
    expect(phase(graph(written)).updates[0]!.optimizer.learningRate).toBe(0.1);
  });

  it('is part of what the weights depend on, by its meaning', () => {
    const before = course(graph('{monitor: val.loss, patience: 2}'));
    expect(course(graph('{monitor: val.loss, patience: 2, factor: 0.1, mode: min}'))).toBe(before);
    expect(course(graph('{monitor: val.loss, patience: 2}', '', 8))).toBe(before);
    for (const other of [
      '{monitor: val.loss, patience: 3}',
      '{monitor: loss, patience: 2}',
      '{monitor: val.loss, patience: 2, cooldown: 1}',
    ]) {
      expect(course(graph(other))).not.toBe(before);
    }
    // The last epoch is validated since it is the last.
    expect(course(graph('{monitor: val.loss, patience: 2}', '', 7))).toBeNull();
  });

  it.each([
    ['{monitor: val.los}', '', 'unknown-figure', 'val.los'],
    ['{monitor: val.spread}', '', 'unknown-direction', 'val.spread'],
    ['{monitor: val.loss, factor: 1}', '', 'out-of-range', '1'],
    ['{patience: 3}', '', 'missing-key', 'plateau'],
    [
      '{monitor: val.loss}',
      ', weight: {plateau: {monitor: loss}}',
      'bad-schedule',
      '{plateau: {monitor: loss}}',
    ],
  ])('%s%s is told of', (plateau, more, code, place) => {
    const text = graph(plateau, more);
    const found = check(text).diagnostics.filter(({ severity }) => severity === 'error');
    expect(found.map((one) => [one.code, text.slice(one.range!.start, one.range!.end)])).toEqual([
      [code, place],
    ]);
  });
});

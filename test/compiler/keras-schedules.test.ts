/** Schedules of Keras by name, held to the arrays that Keras computes (test/keras/schedules.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scheduleValueAt } from '../../src/compiler/index.js';
import { check, compile } from '../../src/index.js';
import { root } from '../support/build-dist.js';

interface Case {
  name: string;
  args: Record<string, unknown>;
  values: number[];
}

const { steps, cases } = JSON.parse(
  readFileSync(join(root, 'test/keras/schedules.expected.json'), 'utf8'),
) as { steps: number[]; cases: Case[] };

const graph = (rate: string, weight = '1') => `lagraph: 1
name: schedules
data: {mnist: {source: mnist}}
networks: {head: {input: [28, 28, 1], layers: [Flatten, {Dense: 10}]}}
plan:
  fit:
    train: head
    on: {data: mnist, epochs: 3}
    losses: {size: {value: "mean(square(head(image)))", weight: ${weight}}}
    optimizer: Adam
    learning_rate: ${rate}
`;

const errors = (rate: string, weight?: string) => {
  const text = graph(rate, weight);
  return check(text).diagnostics.map(({ code, message, range }) => ({
    code,
    message,
    place: range && text.slice(range.start, range.end),
  }));
};

describe('schedules of Keras', () => {
  it.each(cases.map((one): [string, Case] => [`${one.name} ${JSON.stringify(one.args)}`, one]))(
    '%s',
    (_, { name, args, values }) => {
      const rate = JSON.stringify({ [name]: args });
      expect(errors(rate)).toEqual([]);
      const schedule = compile(graph(rate)).phases[0]!.updates[0]!.optimizer.learningRate;
      steps.forEach((step, at) => {
        const difference = Math.abs(scheduleValueAt(schedule, step / 100, step) - values[at]!);
        // Keras computes in float32, and begins with the rate itself as a float32.
        expect(difference, `step ${step}`).toBeLessThan(2e-7 + 2e-5 * values[at]!);
      });
    },
  );

  it.each([
    [
      '{PiecewiseConstantDecay: {boundaries: [10, 20], values: [1, 2]}}',
      'bad-schedule',
      /2 boundaries divide the steps into 3 pieces, but there are 2 values/,
      '[1, 2]',
    ],
    [
      '{PiecewiseConstantDecay: {boundaries: [20, 10], values: [1, 2, 3]}}',
      'bad-schedule',
      /ascend/,
      '[20, 10]',
    ],
    [
      '{ExponentialDecay: {initial_learning_rate: 1, decay_steps: 10}}',
      'missing-key',
      /decay_rate/,
      /ExponentialDecay|initial/,
    ],
    ['{CosineDecay: {initial_learning_rate: 1, decay_steps: 0}}', 'out-of-range', /decay_steps/, '0'],
    ['{CosineDecay: {initial_learning_rate: 1, decay_step: 10}}', 'unknown-key', /decay_step/, 'decay_step'],
  ])('%s is refused', (rate, code, message, place) => {
    const found = errors(rate);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code });
    expect(found[0]!.message).toMatch(message);
    expect(found[0]!.place).toMatch(place);
  });

  it('can not be the weight of a loss, which must be known at the end of the phase', () => {
    const found = errors('0.1', '{CosineDecay: {initial_learning_rate: 1, decay_steps: 10}}');
    expect(found).toMatchObject([{ code: 'bad-schedule', place: 'CosineDecay' }]);
  });
});

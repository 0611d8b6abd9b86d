import { describe, expect, it } from 'vitest';
import { scheduleText, scheduleValueAt, type Schedule } from '../../src/compiler/index.js';
import { compile } from '../../src/index.js';

const EPOCHS = 10;

/** The learning rate of a phase of ten epochs, and what its loss weighs. */
function schedules(rate: string, weight = '1', epochs = EPOCHS): { rate: Schedule; weight: Schedule } {
  const { phases } = compile(`lagraph: 1
name: schedules
data: {mnist: {source: mnist}}
networks: {head: {input: [28, 28, 1], layers: [Flatten, {Dense: 10}]}}
plan:
  fit:
    train: head
    on: {data: mnist, epochs: ${epochs}}
    losses: {size: {value: "mean(square(head(image)))", weight: ${weight}}}
    optimizer: Adam
    learning_rate: ${rate}
`);
  const [update] = phases[0]!.updates;
  return { rate: update!.optimizer.learningRate, weight: update!.losses[0]!.weight };
}

const POINTS = [0, 0.5, 1, 2.5, 5, 7.25, 9.9, 10];
const values = (schedule: Schedule, step?: number): number[] =>
  POINTS.map((epoch) => scheduleValueAt(schedule, epoch, step));

describe('a schedule', () => {
  it.each<[string, (epoch: number) => number]>([
    ['"0.1 * 0.5 ** floor(epoch / 3)"', (epoch) => 0.1 * 0.5 ** Math.floor(epoch / 3)],
    ['"0.01 / (1 + 10 * progress) ** 0.75"', (epoch) => 0.01 / (1 + epoch) ** 0.75],
    ['"where(less(epoch, 5), 0.1, -(-0.01))"', (epoch) => (epoch < 5 ? 0.1 : 0.01)],
    // Keras's CosineDecay: of initial_learning_rate a, alpha b / a, after warmup_steps from 0 to a.
    ['{cosine: [0.1, 0.01]}', (epoch) => 0.01 + (0.09 * (1 + Math.cos((Math.PI * epoch) / 10))) / 2],
    [
      '{cosine: [0.1, 0.01], epochs: 6, warmup: 2}',
      (epoch) =>
        epoch < 2 ? 0.05 * epoch : 0.01 + (0.09 * (1 + Math.cos(Math.PI * Math.min(1, (epoch - 2) / 4)))) / 2,
    ],
    // ExponentialDecay: a * decay_rate ** (step / decay_steps).
    ['{exponential: [0.1, 0.001], epochs: 5}', (epoch) => 0.1 * 0.01 ** Math.min(1, epoch / 5)],
    // PiecewiseConstantDecay.
    ['{steps: {5: 0.01, 0: 0.1, 9: 0.001}}', (epoch) => (epoch < 5 ? 0.1 : epoch < 9 ? 0.01 : 0.001)],
    ['{ramp: [0.1, 0.2], epochs: 5}', (epoch) => 0.1 + 0.1 * Math.min(1, epoch / 5)],
  ])('%s', (written, expected) => {
    values(schedules(written).rate).forEach((value, at) => {
      expect(value).toBeCloseTo(expected(POINTS[at]!), 12);
    });
  });

  it('follows the steps, as the learning rate alone may', () => {
    const { rate } = schedules('"1 / sqrt(1 + step)"');
    expect(scheduleValueAt(rate, 0.3, 99)).toBeCloseTo(0.1, 12);
  });

  it('is a constant where nothing moves', () => {
    expect(schedules('"2 * exp(0)"', '"1 + 1"')).toEqual({ rate: 2, weight: 2 });
    expect(schedules('{steps: {0: 0.5}}').rate).toBe(0.5);
  });

  it('weighs a loss', () => {
    const { weight } = schedules('0.1', '"2 / (1 + exp(-10 * progress)) - 1"');
    expect(values(weight)[0]).toBe(0);
    expect(values(weight).at(-1)).toBeCloseTo(0.9999, 4);
  });

  it('knows how long its phase is where it follows the progress, and only there', () => {
    expect(schedules('"0.1 * (1.5 - progress)"').rate).not.toEqual(
      schedules('"0.1 * (1.5 - progress)"', '1', 20).rate,
    );
    expect(schedules('"0.1 / (1 + epoch)"').rate).toEqual(schedules('"0.1 / (1 + epoch)"', '1', 20).rate);
  });

  it('is told in the words of the language', () => {
    expect(scheduleText(schedules('"0.1 * (1 - progress / 2) ** 2"').rate)).toBe(
      '0.1 * (1 - progress / 2) ** 2',
    );
    expect(scheduleText(schedules('{ramp: [0, 1], epochs: 1}').rate)).toBe('0 to 1 over 1 epoch');
    expect(scheduleText(schedules('{cosine: [0.1, 0.01], warmup: 2}').rate)).toBe(
      '0.1 to 0.01 by a cosine over 10 epochs, the first 2 epochs from 0',
    );
    expect(scheduleText(schedules('{steps: {0: 0.1, 5: 0.01}}').rate)).toBe('0.1, 0.01 from epoch 5 on');
  });
});

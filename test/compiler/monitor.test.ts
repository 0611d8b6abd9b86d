import { describe, expect, it } from 'vitest';
import { check } from '../../src/index.js';
import { functions } from '../../src/vocabulary/index.js';

const graph = (metric: string, watch: string) => `lagraph: 1
data: {mnist: {source: mnist}}
networks:
  m: {input: [28, 28, 1], layers: [Flatten, {Dense: {units: 10, activation: softmax}}]}
plan:
  t:
    train: m
    on: {data: mnist, epochs: 3}
    losses:
      read: categorical_crossentropy(label, m(image))
      small: {value: mean(square(m(image))), weight: {ramp: [0, 1], epochs: 2}}
    optimizer: {Adam: 0.002}
    metrics: {x: "${metric}"}
    validate: {data: mnist.test}
    ${watch}
`;

const phaseOf = (metric: string, watch: string) => {
  const { program, diagnostics } = check(graph(metric, watch));
  expect(diagnostics).toEqual([]);
  return program!.phases[0]!;
};

describe('which values of a figure are better', () => {
  it('is said by each loss and each metric of the vocabulary', () => {
    // Metrics that say how far something is from something.
    const distances = new Set(['frechet_distance', 'root_mean_squared_error']);
    for (const { name, group, better } of functions.values()) {
      const expected = distances.has(name)
        ? 'smaller'
        : { loss: 'smaller', metric: 'larger' }[group as string];
      expect([name, better]).toEqual([name, expected]);
    }
  });

  it.each([
    ['accuracy(label, m(image))', 'max'],
    // Keras's loss: -1 for vectors of the same direction.
    ['cosine_similarity(label, m(image))', 'min'],
    ['1 - accuracy(label, m(image))', 'min'],
    ['-cosine_similarity(label, m(image))', 'max'],
    ['100 * accuracy(label, m(image))', 'max'],
    ['accuracy(label, m(image)) / -2', 'min'],
    ['784 * mean_squared_error(label, m(image)) + 1', 'min'],
    ['sqrt(mean_squared_error(label, m(image)))', 'min'],
    ['mean_squared_error(label, m(image)) - accuracy(label, m(image))', 'min'],
    ['mean(maximum(huber(label, m(image)), poisson(label, m(image))))', 'min'],
  ])('follows from what it is made of: %s', (metric, mode) => {
    const { stopEarly, keep } = phaseOf(metric, 'stop_early: {monitor: val.x, patience: 2}\n    keep: best');
    expect(stopEarly).toEqual({ figure: 'val.x', mode, patience: 2 });
    expect(keep).toEqual({ best: { figure: 'val.x', mode } });
  });

  it.each([
    'mean(square(m(image)))',
    'accuracy(label, m(image)) + mean_squared_error(label, m(image))',
    '1 / mean_squared_error(label, m(image))',
    '0 * accuracy(label, m(image))',
    'abs(cosine_similarity(label, m(image)))',
    'accuracy(label, m(image)) * accuracy(label, m(image))',
    '3',
  ])('is asked for where it does not: %s', (metric) => {
    for (const [watch, mode] of [
      ['stop_early: {monitor: val.x}', 'stop_early: {monitor: val.x, mode: max}'],
      ['keep: {best: val.x}', 'keep: {best: {monitor: val.x, mode: max}}'],
      ['keep: {best: {monitor: x}}', 'keep: {best: {monitor: x, mode: max}}'],
    ] as const) {
      const text = graph(metric, watch);
      const [error, ...more] = check(text).diagnostics;
      expect(more).toEqual([]);
      expect(error!.code).toBe('unknown-direction');
      expect(text.slice(error!.range!.start, error!.range!.end)).toMatch(/^(val\.)?x$/);
      expect(error!.suggestion!.message).toContain('mode: max');
      const { keep, stopEarly } = phaseOf(metric, mode);
      expect(keep === 'last' ? stopEarly!.mode : keep.best.mode).toBe('max');
    }
  });

  it('is known of losses, and a figure that is watched is one that there will be', () => {
    for (const figure of ['loss', 'loss/read', 'loss/small', 'val.loss', 'val.loss/small']) {
      const { stopEarly } = phaseOf('mean(m(image))', `stop_early: {monitor: ${figure}}`);
      expect(stopEarly).toEqual({ figure, mode: 'min', patience: 0 });
    }
  });
});

it('validation weighs losses as at the end of the phase', () => {
  expect(phaseOf('3', '').validation!.losses.map(({ weight }) => weight)).toEqual([1, 1]);
  const short = check(graph('3', ''), { overrides: ['plan.t.on.epochs=1'] }).program!;
  expect(short.phases[0]!.validation!.losses.map(({ weight }) => weight)).toEqual([1, 0.5]);
});

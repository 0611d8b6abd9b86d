import { describe, expect, it } from 'vitest';
import { check } from '../../src/index.js';

const graph = ({
  layer = 'Flatten',
  optimizer = '{Adam: 0.001}',
  loss = 'mean(square(m(image)))',
  phase = '',
}) => `lagraph: 1
data: {mnist: {source: mnist}}
networks:
  m: {input: [28, 28, 1], layers: [${layer}, {Dense: {units: 10, activation: softmax}}]}
plan:
  p:
    train: m
    on: {data: mnist, epochs: 4}
    losses: {a: ${loss}}
    optimizer: ${optimizer}
    ${phase}
`;

/** Codes with the texts of their ranges. */
const found = (text: string) =>
  check(text).diagnostics.map(({ code, severity, range }) => [
    severity,
    code,
    text.slice(range!.start, range!.end),
  ]);

const weight = (value: string) => graph({ loss: `{value: mean(square(m(image))), weight: ${value}}` });
const rate = (ramp: string, epochs = 4) =>
  graph({ phase: `learning_rate: {ramp: ${ramp}, epochs: ${epochs}}` });
const loss = (expression: string) => graph({ loss: `"${expression}"` });

describe('numbers that can not be computed with', () => {
  it.each<[string, string, string]>([
    ['weight', weight('.nan'), '.nan'],
    ['weight', weight('.inf'), '.inf'],
    ['weight', weight('1e308'), '1e308'],
    ['weight', weight('-1'), '-1'],
    ['ramp of a weight', weight('{ramp: [0, .inf], epochs: 2}'), '.inf'],
    ['ramp of a weight', weight('{ramp: [.nan, 1], epochs: 2}'), '.nan'],
    ['ramp of a weight', weight('{ramp: [0, 1e39], epochs: 2}'), '1e39'],
    ['ramp of a weight', weight('{ramp: [-1, 0], epochs: 2}'), '-1'],
    ['rate', rate('[0.1, -0.1]'), '-0.1'],
    ['rate', rate('[0.1, 1e308]'), '1e308'],
    ['rate', rate('[0, 0]'), '0'],
    ['rate', graph({ optimizer: '{Adam: 1e-46}' }), '1e-46'],
    ['rate', graph({ optimizer: '{SGD: 1e39}' }), '1e39'],
    ['rate', graph({ optimizer: '{SGD: .inf}' }), '.inf'],
    ['epsilon', graph({ optimizer: '{Adam: {learning_rate: 0.1, epsilon: 1e-46}}' }), '1e-46'],
    ['epsilon', graph({ layer: 'Flatten, {BatchNormalization: {epsilon: 1e-40}}' }), '1e-40'],
    ['share', graph({ optimizer: '{Adam: {learning_rate: 0.1, beta_2: 0.999999999}}' }), '0.999999999'],
    ['noise', graph({ layer: 'Flatten, {GaussianNoise: 1e308}' }), '1e308'],
    ['clip', graph({ phase: 'clip_gradients: 1e-46' }), '1e-46'],
    ['clip', graph({ phase: 'clip_gradients: .inf' }), '.inf'],
    ['constant', loss('mean(square(m(image))) * 1e39'), '1e39'],
    ['constant', loss('mean(square(m(image))) + 10 ** 50'), '10 ** 50'],
    ['constant', loss('mean(square(m(image))) / 1e-46'), '1e-46'],
    ['constant', loss('mean(square(m(image))) + 1 / 0'), '1 / 0'],
    ['constant', loss('mean(square(m(image))) + 0 / 0'), '0 / 0'],
    ['option', loss('mean(clip(m(image), 0, 1e300))'), '1e300'],
    ['option', loss('mean(m(image) + normal(0, 1e300))'), '1e300'],
  ])('%s: %#', (_what, text, pointed) => {
    const [first, ...more] = found(text);
    expect(more).toEqual([]);
    expect(first![0]).toBe('error');
    expect(first![1]).toMatch(/^(out-of-range|wrong-type)$/);
    expect(first![2]).toBe(pointed);
  });

  it('say what becomes of them', () => {
    const said = (text: string) => check(text).diagnostics[0]!.suggestion!.message;
    expect(said(graph({ optimizer: '{Adam: {learning_rate: 0.1, epsilon: 1e-46}}' }))).toContain('is 0');
    expect(said(graph({ optimizer: '{Adam: {learning_rate: 0.1, beta_1: 0.999999999}}' }))).toContain('is 1');
    expect(said(weight('1e308'))).toContain('32 bits');
    expect(said(weight('-1'))).toContain('minus');
  });

  it('leave what can be', () => {
    for (const text of [
      weight('0.5'),
      weight('3e38'),
      weight('{ramp: [0, 1], epochs: 9}'),
      rate('[0, 0.1]'),
      rate('[0.1, 0]'),
      loss('mean(square(m(image))) * 3e38 + 1e-37'),
      loss('mean(clip(m(image), -3e38, 3e38))'),
      graph({ layer: '{Dropout: 0.99}, Flatten' }),
      graph({ optimizer: '{Adam: {learning_rate: 0.1, beta_2: 0.9999, epsilon: 1e-30}}' }),
    ])
      expect(found(text)).toEqual([]);
  });

  it('a rate that is 0 before the phase ends is a warning', () => {
    expect(found(rate('[0.1, 0]', 3))).toEqual([['warning', 'out-of-range', '0']]);
  });

  it('losses that all weigh 0 move nothing', () => {
    expect(found(weight('0'))).toMatchObject([['error', 'loss-moves-nothing', expect.any(String)]]);
    expect(found(weight('{ramp: [0, 0], epochs: 2}'))).toMatchObject([
      ['error', 'loss-moves-nothing', expect.any(String)],
    ]);
  });

  it('an expectation is a number', () => {
    const text = `${graph({})}evaluate: {e: {on: mnist.test, measure: mean(m(image)), expect: ">= 1e999"}}\n`;
    expect(found(text).map(([, code]) => code)).toEqual(['out-of-range']);
  });
});

describe('untrained', () => {
  const text = (untrained: string) => `lagraph: 1
data: {mnist: {source: mnist}}
networks:
  m: {input: [28, 28, 1], layers: [Flatten, {Dense: 784}, {Reshape: [28, 28, 1]}]}
evaluate: {e: {on: mnist.test, measure: "mean_squared_error(image, m(image))"${untrained}}}
report: [{translations: {on: mnist.test, rows: [m(image)]${untrained}}}]
`;
  it('lets evaluations and reports use first weights', () => {
    expect(found(text('')).map(([, code, at]) => [code, at])).toEqual([
      ['untrained-network', 'm(image)'],
      ['untrained-network', 'm(image)'],
    ]);
    expect(found(text(', untrained: true'))).toEqual([]);
    expect(found(text(', untrained: false'))).toHaveLength(2);
  });
});

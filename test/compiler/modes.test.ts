import { describe, expect, it } from 'vitest';
import { check } from '../../src/index.js';

const graph = (phase: string, networks = '') => `lagraph: 1
data: {mnist: {source: mnist}}
networks:
  noise: {input: [28, 28, 1], layers: [{Dropout: 0.5}]}
  enc: {input: [28, 28, 1], layers: [Flatten, {Dense: 8}]}
  inner: {input: enc, layers: [{GaussianNoise: 0.1}]}
  head: {input: enc, layers: [{Dense: {units: 10, activation: softmax}}]}
  ${networks}
plan:
  p:
    on: mnist
    optimizer: {Adam: 0.001}
    untrained: true
    ${phase.trim().replaceAll('\n', '\n    ')}
`;

/** The mode of each network in the phase, and the warnings (except unused names). */
function modesIn(phase: string, networks = '') {
  const { program, diagnostics } = check(graph(phase, networks));
  const told = diagnostics.filter(({ code }) => code !== 'unused');
  const { wires, validation } = program!.phases[0]!;
  const modes = new Map(wires.flatMap((wire) => (wire.op === 'call' ? [[wire.network, wire.mode]] : [])));
  for (const wire of validation?.wires ?? []) if (wire.op === 'call') expect(wire.mode).toBe('inference');
  return { modes: Object.fromEntries(modes), told };
}

const READ = 'loss: categorical_crossentropy(label, head(inner(enc(noise(image)))))\nvalidate: mnist.test';

describe('networks of noise', () => {
  it.each([
    ['whole', '[enc, head]', { noise: 'train', enc: 'train', inner: 'train', head: 'train' }],
    ['before it alone', 'enc', { noise: 'train', enc: 'train', inner: 'train', head: 'inference' }],
    ['behind it alone', 'head', { noise: 'train', enc: 'inference', inner: 'train', head: 'train' }],
    [
      'with them',
      '[noise, enc, inner, head]',
      { noise: 'train', enc: 'train', inner: 'train', head: 'train' },
    ],
  ])('draw along with a network that is trained: %s', (_what, train, modes) => {
    expect(modesIn(`train: ${train}\n${READ}`)).toEqual({ modes, told: [] });
  });

  it('draw by themselves, in a target or a metric', () => {
    const { modes, told } = modesIn(`train: enc
loss: mean(square(enc(image)))
metrics: {off: "mean_squared_error(noise(image), image)"}`);
    expect(modes['noise']).toBe('train');
    expect(told).toEqual([]);
  });

  const TEACH = 'train: enc\nloss: mean_squared_error(head(inner(enc2(image))), head2(enc(image)))';
  const TEACHER = 'enc2: {like: enc}\n  head2: {like: head}';
  const taught = (more = '') => modesIn(`${TEACH}\n${more}`, TEACHER);

  it('rest among frozen networks alone, and that is said', () => {
    const { modes, told } = taught();
    expect(modes).toMatchObject({ enc: 'train', enc2: 'inference', inner: 'inference', head: 'inference' });
    expect(told.map(({ code, severity }) => [code, severity])).toEqual([['resting-noise', 'warning']]);
    expect(told[0]!.suggestion!.message).toContain('freeze: [{network: inner, mode: weights}]');
  });

  it('run as the phase says, if it does', () => {
    const modeIn = (more: string) => {
      const { modes, told } = taught(more);
      expect(told).toEqual([]);
      return modes['inner'];
    };
    expect(modeIn('freeze: [inner]')).toBe('inference');
    expect(modeIn('freeze: [{network: inner, mode: weights}]')).toBe('frozen');
    // The mode of the networks it is called with, whose dropout is on.
    expect(modeIn('freeze: [{network: enc2, mode: weights}]')).toBe('train');
  });

  it('draw in all updates of a phase, also in those that train something else', () => {
    const { modes, told } = modesIn(`updates:
  - {train: enc, loss: "mean(square(head(enc(image))))"}
  - {train: head, loss: "categorical_crossentropy(label, head(inner(enc(noise(image)))))"}`);
    expect(modes).toEqual({ noise: 'train', enc: 'train', inner: 'train', head: 'train' });
    expect(told).toEqual([]);
  });

  it('are only those that draw: others need no mode, so that what is frozen behind them is computed once', () => {
    const { modes, told } = modesIn(
      'train: head\nloss: categorical_crossentropy(label, head(enc(flat(image))))',
      'flat: {input: [28, 28, 1], layers: [{MaxPooling2D: 1}]}',
    );
    expect(modes).toEqual({ flat: 'inference', enc: 'inference', head: 'train' });
    expect(told).toEqual([]);
  });
});

describe('a network whose only weights are moving averages', () => {
  const NORM = 'norms: {input: enc, layers: [{BatchNormalization: {center: false, scale: false}}]}';
  const loss = 'loss: categorical_crossentropy(label, head(norms(enc(image))))';

  it('is in training where it is trained, and its averages are not frozen', () => {
    const { program } = check(graph(`train: [enc, norms, head]\n${loss}`, NORM));
    const [phase] = program!.phases;
    expect(phase!.wires.find((wire) => wire.op === 'call' && wire.network === 'norms')).toMatchObject({
      mode: 'train',
    });
    expect(phase!.frozen).toEqual([]);
  });

  it('rests where it is not', () => {
    const { program } = check(graph(`train: [enc, head]\n${loss}`, NORM));
    const [phase] = program!.phases;
    expect(phase!.wires.find((wire) => wire.op === 'call' && wire.network === 'norms')).toMatchObject({
      mode: 'inference',
    });
    expect(phase!.frozen).toEqual([
      'norms/batch_normalization/moving_mean',
      'norms/batch_normalization/moving_variance',
    ]);
  });
});

/** Reading inside of networks: layers as outputs, weights as values, the mode of one use, penalties, gradients. */
import { describe, expect, it } from 'vitest';
import { check, compile } from '../../src/index.js';

const graph = (loss: string, wires = '') =>
  `lagraph: 1
data: {digits: {source: mnist}}
networks:
  encoder:
    input: [28, 28, 1]
    layers:
      - Flatten
      - {Dense: {units: 64, activation: relu}, name: hidden}
      - BatchNormalization
      - Dropout: 0.5
      - {Dense: 8, name: latent}
  other: {like: encoder}
  scale: {weights: [8]}
models:
  twice: encoder -> head
plan:
  fit:
    train: encoder
    untrained: true
    on: digits
    optimizer: Adam
${wires}    loss: "${loss}"
`.replace('models:', '  head: {input: [8], layers: [{Dense: 4, name: logits}]}\nmodels:');

const errors = (loss: string, wires?: string) =>
  check(graph(loss, wires)).diagnostics.filter(({ severity }) => severity === 'error');

const wiresOf = (loss: string, wires?: string) => {
  expect(errors(loss, wires).map(({ message }) => message)).toEqual([]);
  return compile(graph(loss, wires)).phases[0]!;
};

describe('what lies inside of a network', () => {
  it('a named layer is an output', () => {
    const { wires } = wiresOf('mean(square(encoder(image).hidden)) + mean(square(encoder(image)))');
    const calls = wires.filter(({ op }) => op === 'call');
    expect(calls).toHaveLength(1);
    expect(wires).toContainEqual(
      expect.objectContaining({
        op: 'output',
        layer: 'hidden',
        type: { shape: [null, 64], dtype: 'float32' },
      }),
    );
  });

  it('of a wire too', () => {
    const { wires } = wiresOf('mean(square(z.hidden)) + mean(square(z))', '    wires: {z: encoder(image)}\n');
    expect(wires.some((wire) => wire.op === 'output' && wire.layer === 'hidden')).toBe(true);
  });

  it('a weight is a value, and its network is trained through it', () => {
    const { wires, networks } = wiresOf(
      'mean(square(encoder(image))) + mean(square(head.logits.kernel)) + 0 * mean(scale)',
    );
    expect(wires).toContainEqual(
      expect.objectContaining({
        op: 'weight',
        weight: 'head/logits/kernel',
        type: { shape: [8, 4], dtype: 'float32' },
      }),
    );
    expect(networks.map(({ name }) => name)).toContain('head');
  });

  it('a penalty on a network is one on its kernels', () => {
    const { wires } = wiresOf(
      'mean(square(encoder(image))) + 0.01 * l2(encoder) + l1(head.logits) + l2(scale)',
    );
    const read = wires.flatMap((wire) => (wire.op === 'weight' ? [wire.weight] : []));
    expect(read.sort()).toEqual([
      'encoder/hidden/kernel',
      'encoder/latent/kernel',
      'head/logits/kernel',
      'scale',
    ]);
  });

  it('a call has a mode of its own', () => {
    const { wires } = wiresOf(
      'mean(square(encoder(image) - encoder(image, mode=inference))) + mean(twice(image, mode=weights))',
    );
    const modes = wires.flatMap((wire) => (wire.op === 'call' ? [`${wire.network} ${wire.mode}`] : []));
    expect(modes).toEqual(['encoder train', 'encoder inference', 'encoder frozen', 'head frozen']);
  });

  it.each([
    ['mean(encoder(image).hiden)', 'unknown-output', 'hiden', '`hiden`'],
    ['sum(encoder.latent.kernle)', 'unknown-name', 'latent.kernle', 'weight `latent.kernle`'],
    ['sum(encoder.latent)', 'not-called', 'encoder.latent', 'without one of its weights'],
    ['sum(twice.latent)', 'unknown-output', 'twice.latent', 'is a model'],
    ['mean(encoder(image, mode=train))', 'wrong-arguments', 'train', 'no mode of a call'],
    ['mean(encoder(image, training=true))', 'wrong-arguments', 'training', 'no option `training`'],
    [
      'mean(gradient(encoder(image), scale))',
      'wrong-arguments',
      'gradient(encoder(image), scale)',
      'not computed from `scale`',
    ],
  ])('%s is refused', (loss, code, place, message) => {
    const found = errors(loss);
    const [first] = found;
    expect(found.map((one) => one.code)).toEqual([code]);
    expect(first!.message).toContain(message);
    expect(graph(loss).slice(first!.range!.start, first!.range!.end)).toBe(place);
  });

  it('phases are known by what they read, not by names', () => {
    const key = (text: string) => compile(text).phases[0]!.fingerprint.weights;
    const tied = graph('mean(square(encoder(image).hidden)) + mean(encoder(image)) + l2(head)');
    const renamed = tied.replaceAll('hidden', 'inner').replace('name: inner', 'name: inner, was: hidden');
    expect(key(renamed)).toBe(key(tied));
    expect(key(tied.replace('.hidden', '.latent'))).not.toBe(key(tied));
    const read = graph('mean(square(encoder(image))) + mean(head.logits.kernel)');
    const other = read.replaceAll('logits', 'scores').replace('name: scores', 'name: scores, was: logits');
    expect(key(other)).toBe(key(read));
    expect(key(read.replace('logits.kernel', 'logits.bias'))).not.toBe(key(read));
  });
});

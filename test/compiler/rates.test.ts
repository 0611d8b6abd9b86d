/** Groups of layers with a share of the learning rate, or a weight decay of their own. */
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { check, compile, diff, renderDiffText } from '../../src/index.js';
import { trainingStep } from '../../src/runtime/capture/index.js';
import { tfjsEngine } from '../../src/runtime/engines/index.js';
import { startingState } from '../support/starting-state.js';

const graph = (rates: string, optimizer = 'SGD: 0.5') => `lagraph: 1
name: rates
data: {d: {source: idx, images: images, labels: labels, size: [2, 2], classes: 3}}
networks:
  n:
    input: [2, 2, 1]
    layers: [Flatten, {Dense: 3, name: first}, {Dense: 3, name: second}]
plan:
  p:
    train: n
    on: {data: d}
    loss: mean_squared_error(label, n(image))
    optimizer: {${optimizer}}
${rates}
`;

/** How far each weight is moved by a step. */
async function movesOf(text: string): Promise<Record<string, number[]>> {
  const program = compile(text);
  const phase = program.phases[0]!;
  const before = startingState(program, phase);
  const session = await tfjsEngine().open({ threads: 1 });
  try {
    await session.write(before);
    const prepared = await session.prepare(trainingStep(program, phase, 2));
    await prepared.run({
      image: Float32Array.from({ length: 8 }, (_, at) => at / 8),
      label: Float32Array.from([1, 0, 0, 0, 0, 1]),
      'learning_rate/p': 0.5,
    });
    const after = await session.read();
    return Object.fromEntries(
      program.networks[0]!.weights.map(({ name }) => [
        name,
        Array.from(after.get(name)!.data, (value, at) => value - before.get(name)!.data[at]!),
      ]),
    );
  } finally {
    await session.close();
  }
}

const expectShare = (found: number[], whole: number[], share: number) =>
  found.forEach((one, at) => expect(one).toBeCloseTo(whole[at]! * share, 5));

describe('rates of a phase', () => {
  it('move layers by a share of the learning rate; the last that names a layer counts', async () => {
    const whole = await movesOf(graph(''));
    const found = await movesOf(
      graph('    rates: [{network: n, rate: 0.5}, {network: n/second, rate: 0.25}]'),
    );
    expectShare(found['n/first/kernel']!, whole['n/first/kernel']!, 0.5);
    expectShare(found['n/first/bias']!, whole['n/first/bias']!, 0.5);
    expectShare(found['n/second/kernel']!, whole['n/second/kernel']!, 0.25);
    expect(whole['n/second/kernel']!.some((one) => Math.abs(one) > 1e-4)).toBe(true);
  });

  it('have a weight decay of their own', async () => {
    const decayed = await movesOf(graph('', 'SGD: {learning_rate: 0.5, weight_decay: 0.2}'));
    const without = await movesOf(graph(''));
    const found = await movesOf(
      graph(
        '    rates: [{network: n, until: first, weight_decay: 0}]',
        'SGD: {learning_rate: 0.5, weight_decay: 0.2}',
      ),
    );
    expectShare(found['n/first/kernel']!, without['n/first/kernel']!, 1);
    expectShare(found['n/second/kernel']!, decayed['n/second/kernel']!, 1);
  });

  it('are part of the key, and of what differs', () => {
    const keyOf = (text: string) => compile(text).phases[0]!.fingerprint.weights;
    const [plain, slow] = [graph(''), graph('    rates: [{network: n/first, rate: 0.5}]')];
    expect(keyOf(slow)).not.toBe(keyOf(plain));
    expect(keyOf(graph('    rates: [{network: n/first, rate: 1}]'))).toBe(keyOf(plain));
    const text = renderDiffText(diff(compile(plain), compile(slow)));
    expect(text).toContain('rates none → n/first/kernel 0.5, n/first/bias 0.5');
  });

  it('name layers that there are, and that are trained', () => {
    const codes = (rates: string) =>
      check(graph(rates)).diagnostics.map(({ code, severity }) => `${severity} ${code}`);
    expect(codes('    rates: [{network: m, rate: 0.5}]')).toEqual(['error unknown-network']);
    expect(codes('    rates: [{network: n/third, rate: 0.5}]')).toEqual(['error unknown-layer']);
    expect(codes('    freeze: n/first\n    rates: [{network: n/first, rate: 0.5}]')).toEqual([
      'warning nothing-to-train',
    ]);
    expect(codes('    rates: [{network: n, rate: -1}]')).toHaveLength(1);
  });
});

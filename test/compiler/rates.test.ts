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

const keyOf = (text: string) => compile(text).phases[0]!.fingerprint.weights;

const normOf = (moves: Record<string, number[]>, ...names: string[]) =>
  Math.hypot(...names.flatMap((name) => moves[name]!));

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

  it('are shares by name as well: the same phase, whichever way it is written', () => {
    const list = graph(
      '    rates: [{network: n, rate: 0.5}, {network: n/second, rate: 0.25, weight_decay: 0.1}]',
    );
    const map = graph('    rates: {n: 0.5, n/sec*: {rate: 0.25, weight_decay: 0.1}}');
    expect(compile(map).phases[0]!.updates).toEqual(compile(list).phases[0]!.updates);
    expect(keyOf(map)).toBe(keyOf(list));
    const loop = graph('    rates: {"n/${layer}": {for: {layer: [first, second]}, value: 0.5}}');
    expect(keyOf(loop)).toBe(keyOf(graph('    rates: [{network: n, rate: 0.5}]')));
  });

  it('by name get the namespace of an import', () => {
    const part = graph('    rates: {n/first: 0.5}');
    const { program, diagnostics } = check(
      `lagraph: 1\nimports: {digits: part.yaml}\nmodels: {m: digits.n}\nevaluate: {e: {on: digits.d, measure: "mean(m(image))"}}\n`,
      { file: 'graph.yaml', readPart: () => ({ text: part }) },
    );
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { rates } = program!.phases[0]!.updates[0]!;
    expect(rates?.map(({ weight }) => weight)).toEqual(['digits.n/first/kernel', 'digits.n/first/bias']);
  });

  it('are part of the key, and of what differs', () => {
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
    expect(codes('    rates: {m: 0.5}')).toEqual(['error unknown-network']);
    expect(codes('    rates: {n/third: 0.5}')).toEqual(['error unknown-layer']);
    expect(codes('    rates: {n: -1}')).toHaveLength(1);
    expect(codes('    rates: {n: {rat: 0.5}}')).toHaveLength(1);
  });
});

describe('gradients that are clipped by group', () => {
  const CLIPPED = ['n/first/kernel', 'n/first/bias'];
  const OTHERS = ['n/second/kernel', 'n/second/bias'];

  it('have a norm of their own, and the others theirs', async () => {
    const whole = await movesOf(graph(''));
    const group = await movesOf(graph('    rates: {n/first: {clip_gradients: 0.001}}'));
    expect(normOf(group, ...CLIPPED)).toBeCloseTo(0.5 * 0.001, 6);
    for (const name of OTHERS) expectShare(group[name]!, whole[name]!, 1);
    const both = await movesOf(
      graph(
        '    clip_gradients: 0.01\n    rates: [{network: n, until: first, clip_gradients: 0.001, rate: 0.5}]',
      ),
    );
    expect(normOf(both, ...CLIPPED)).toBeCloseTo(0.5 * 0.5 * 0.001, 6);
    expect(normOf(both, ...OTHERS)).toBeCloseTo(0.5 * 0.01, 6);
    // As a direction, each is what it was.
    for (const names of [CLIPPED, OTHERS]) {
      const share = normOf(both, ...names) / normOf(whole, ...names);
      for (const name of names) expectShare(both[name]!, whole[name]!, share);
    }
  });

  it('take the norm of their own entry, the last that names them', () => {
    const { updates } = compile(
      graph('    rates: {n: {clip_gradients: 2}, n/first: 0.5, n/second: {clip_gradients: 3}}'),
    ).phases[0]!;
    expect(updates[0]!.clipped).toEqual([{ most: 3, weights: OTHERS }]);
  });

  it('are part of the key, and of what differs', () => {
    const [plain, clipped] = [
      graph('    clip_gradients: 1'),
      graph('    clip_gradients: 1\n    rates: {n/first: {clip_gradients: 2}}'),
    ];
    expect(keyOf(clipped)).not.toBe(keyOf(plain));
    expect(renderDiffText(diff(compile(plain), compile(clipped)))).toContain(
      'clip gradients 1 → 1, of n/first/kernel and 1 more 2',
    );
  });

  it('may have a norm in each update', () => {
    const text = `lagraph: 1
data: {d: {source: idx, images: images, labels: labels, size: [2, 2], classes: 3}}
networks:
  a: {input: [2, 2, 1], layers: [Flatten, {Dense: 3}]}
  b: {like: a}
plan:
  p:
    on: d
    optimizer: Adam
    clip_gradients: 1
    updates:
      - {train: a, loss: "mean_squared_error(label, a(image))", clip_gradients: 0.5}
      - {train: b, loss: "mean_squared_error(label, b(image))"}
`;
    expect(compile(text).phases[0]!.updates.map(({ clipGradients }) => clipGradients)).toEqual([0.5, 1]);
  });
});

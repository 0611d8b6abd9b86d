/** Which weights a phase trains, which stay frozen, and in which mode it calls each network. */
import { describe, expect, it } from 'vitest';
import type { Phase } from '../../src/compiler/index.js';
import { compile } from '../../src/index.js';

const graph = (train: string, freeze: string) => `lagraph: 1
name: freeze
data: {digits: {source: mnist}}
networks:
  body:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 2, kernel_size: 3, use_bias: false}
      - {BatchNormalization: {}, name: norm}
      - Dropout: 0.5
      - Flatten
      - {Dense: {units: 4, use_bias: false}, name: code}
  noise: {input: body, layers: [{GaussianNoise: 0.1}]}
  head: {input: body, layers: [{Dense: {units: 10, use_bias: false}}]}
  scale: {weights: [10]}
models:
  reader: {inputs: {x: [28, 28, 1]}, wires: {y: head(noise(body(x))) * scale}, outputs: y}
plan:
  fit:
    train: ${train}
    freeze: ${freeze}
    untrained: true
    on: digits
    loss: mean_squared_error(label, reader(image))
    optimizer: Adam
    validate: digits.test
`;

/** Modes by network, and weights by how the phase changes them. */
function what(phase: Phase) {
  const modes = phase.wires.flatMap((wire) => (wire.op === 'call' ? [`${wire.network} ${wire.mode}`] : []));
  return { modes, moved: phase.updates[0]!.weights, frozen: phase.frozen };
}

const conv = 'body/conv2d/kernel';
const own = ['body/norm/gamma', 'body/norm/beta'];
const averages = ['body/norm/moving_mean', 'body/norm/moving_variance'];
const code = 'body/code/kernel';
const head = 'head/dense/kernel';

describe('a phase that', () => {
  it.each<[string, string, string, ReturnType<typeof what>]>([
    [
      'trains a model moves all of it, and its noise is on',
      'reader',
      '[]',
      {
        modes: ['body train', 'noise train', 'head train'],
        moved: [conv, ...own, code, head, 'scale'],
        frozen: [],
      },
    ],
    [
      'trains one network has the others at rest, but for the noise before it',
      'head',
      '[]',
      {
        modes: ['body inference', 'noise train', 'head train'],
        moved: [head],
        frozen: [conv, ...own, ...averages, code, 'scale'],
      },
    ],
    [
      'freezes a network of a model has it at rest',
      'reader',
      '[body]',
      {
        modes: ['body inference', 'noise train', 'head train'],
        moved: [head, 'scale'],
        frozen: [conv, ...own, ...averages, code],
      },
    ],
    [
      'freezes the weights alone leaves dropout on',
      'reader',
      '[{network: body, mode: weights}]',
      {
        modes: ['body frozen', 'noise train', 'head train'],
        moved: [head, 'scale'],
        frozen: [conv, ...own, ...averages, code],
      },
    ],
    [
      'says mode: inference means what it means without',
      'reader',
      '[{network: body, mode: inference}, {network: noise, mode: inference}]',
      {
        modes: ['body inference', 'noise inference', 'head train'],
        moved: [head, 'scale'],
        frozen: [conv, ...own, ...averages, code],
      },
    ],
    [
      'freezes until a layer trains what comes after',
      'body',
      '[{network: body, until: norm}]',
      {
        modes: ['body train', 'noise train', 'head inference'],
        moved: [code],
        frozen: [conv, ...own, ...averages, head, 'scale'],
      },
    ],
    [
      'freezes one kind of layer trains the others',
      'reader',
      '[{network: body, kind: BatchNormalization}]',
      {
        modes: ['body train', 'noise train', 'head train'],
        moved: [conv, code, head, 'scale'],
        frozen: [...own, ...averages],
      },
    ],
    [
      'freezes layers by a pattern trains the others',
      '[body, head]',
      '["body/co*"]',
      {
        modes: ['body train', 'noise train', 'head train'],
        moved: [...own, head],
        frozen: [conv, code, 'scale'],
      },
    ],
    [
      'trains layers by a pattern freezes the others',
      '["body/co*", "body/no*"]',
      '[{network: body, until: conv2d}]',
      {
        modes: ['body train', 'noise train', 'head inference'],
        moved: [...own, code],
        frozen: [conv, head, 'scale'],
      },
    ],
    [
      'trains layers until one trains those',
      '{network: body, until: norm}',
      '[]',
      {
        modes: ['body train', 'noise train', 'head inference'],
        moved: [conv, ...own],
        frozen: [code, head, 'scale'],
      },
    ],
    [
      'trains a bare weight alone',
      'scale',
      '[]',
      {
        modes: ['body inference', 'noise inference', 'head inference'],
        moved: ['scale'],
        frozen: [conv, ...own, ...averages, code, head],
      },
    ],
    [
      'freezes a model trains the rest',
      '[reader, scale]',
      '[body, noise, head]',
      {
        modes: ['body inference', 'noise inference', 'head inference'],
        moved: ['scale'],
        frozen: [conv, ...own, ...averages, code, head],
      },
    ],
  ])('%s', (_what, train, freeze, expected) => {
    const [fit] = compile(graph(train, freeze)).phases;
    expect(what(fit!)).toEqual(expected);
    // Whatever is trained: validation calls networks in inference mode.
    for (const wire of fit!.validation!.wires) if (wire.op === 'call') expect(wire.mode).toBe('inference');
    // Each weight in use is trained, frozen, or a moving average of a layer in training mode.
    const known = new Set([...fit!.updates[0]!.weights, ...fit!.frozen, ...averages]);
    expect([...known].sort()).toEqual([conv, ...own, ...averages, code, head, 'scale'].sort());
  });
});

it('phases that extend one another let go of layer after layer', () => {
  const text = graph('[body, head]', '[{network: body, until: code}]').replace(
    '    validate: digits.test\n',
    '',
  );
  const program = compile(`${text}  upper: {extends: fit, after: fit, freeze: [{network: body, until: norm}]}
  whole: {extends: upper, after: upper, freeze: []}
`);
  expect(program.phases.map(({ updates }) => updates[0]!.weights)).toEqual([
    [head],
    [code, head],
    [conv, ...own, code, head],
  ]);
});

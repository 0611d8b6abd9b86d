/** Bare weights among the nodes of a network. */
import { describe, expect, it } from 'vitest';
import { diff, renderDiffText } from '../../src/diff/index.js';
import { formatGraph } from '../../src/format/index.js';
import { check, compile } from '../../src/index.js';

const GRAPH = `lagraph: 1
data: {digits: {source: mnist}}
networks:
  adapted:
    input: [784]
    nodes:
      dense: {Dense: {units: 3, use_bias: false}}
      down: {weights: [784, 2]}
      up: {weights: [2, 3], initializer: zeros}
      out: dense + matmul(matmul(input, down), up)
    outputs: out
  other: {like: adapted}
plan:
  fit:
    train: adapted
    on: digits
    loss: mean(square(adapted(flatten(image))))
    optimizer: Adam
`;
const edited = (...changes: [string, string][]): string =>
  changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, GRAPH);
const trained = (selector: string) =>
  compile(edited(['train: adapted', `train: ${selector}`])).phases[0]!.updates[0]!.weights;
const errorsOf = (text: string) =>
  check(text).diagnostics.flatMap(({ severity, code, message }) =>
    severity === 'error' ? [{ code, message }] : [],
  );

describe('a bare weight among nodes', () => {
  it('is a weight of its network, with an initializer, and a copy has its own', () => {
    const [adapted, other] = compile(GRAPH).networks;
    expect(adapted!.weights.map(({ name, shape, initializer }) => [name, shape, initializer.name])).toEqual([
      ['adapted/dense/kernel', [784, 3], 'glorot_uniform'],
      ['adapted/down', [784, 2], 'glorot_uniform'],
      ['adapted/up', [2, 3], 'zeros'],
    ]);
    expect(other!.weights.map(({ name, stream }) => [name, stream])).toContainEqual([
      'other/down',
      'other/down',
    ]);
  });

  it.each([
    ['adapted', ['adapted/dense/kernel', 'adapted/down', 'adapted/up']],
    ['adapted/up', ['adapted/up']],
    ['adapted/*', ['adapted/dense/kernel', 'adapted/down', 'adapted/up']],
    ['{network: adapted, until: down}', ['adapted/dense/kernel', 'adapted/down']],
    ['{network: adapted, kind: Dense}', ['adapted/dense/kernel']],
  ])('is selected by %s', (selector, weights) => {
    expect(trained(selector)).toEqual(weights);
  });

  it('is frozen, and gets what is assigned to it', () => {
    const [phase] = compile(
      edited([
        'train: adapted',
        'train: adapted\n    freeze: adapted/up\n    after_update: {assign: {adapted/down: "clip(adapted.down, -1, 1)"}}',
      ]),
    ).phases;
    expect(phase!.frozen).toContain('adapted/up');
    expect(phase!.updates[0]!.assignments).toEqual([
      expect.objectContaining({ kind: 'assign', weight: 'adapted/down' }),
    ]);
  });

  it('is a value in a phase, and penalties count it', () => {
    const text = edited(['loss: mean(', 'loss: l2(adapted.down) + l1(adapted.up) + mean(']);
    const weights = compile(text).phases[0]!.wires.flatMap((wire) =>
      wire.op === 'weight' ? [wire.weight] : [],
    );
    expect(weights).toEqual(['adapted/down', 'adapted/up']);
    expect(compile(edited(['loss: mean(', 'loss: l2(adapted) + mean('])).phases[0]!.wires).toContainEqual(
      expect.objectContaining({ op: 'weight', weight: 'adapted/up' }),
    );
  });

  it('is filled by what solves', () => {
    const text = edited([
      '    loss: mean(square(adapted(flatten(image))))\n    optimizer: Adam',
      '    solve: {kmeans: {inputs: "image[:, 0, 0:3, 0]"}}',
    ])
      .replace('train: adapted', 'train: adapted/up')
      .replace('on: digits', 'on: {data: digits, epochs: 2}');
    expect(errorsOf(text)).toEqual([]);
    expect(compile(text).phases[0]!.solve!.solved).toEqual([{ weight: 'adapted/up', bias: null }]);
  });

  it('draws by the name that it had', () => {
    const streams = (text: string) => compile(text).networks[0]!.weights.map(({ stream }) => stream);
    const renamed = edited(
      ['down: {weights: [784, 2]}', 'lower: {weights: [784, 2], was: down}'],
      ['(input, down)', '(input, lower)'],
    );
    expect(streams(renamed)).toEqual(streams(GRAPH));
    expect(compile(renamed).phases[0]!.fingerprint.weights).toBe(
      compile(GRAPH).phases[0]!.fingerprint.weights,
    );
    const started = edited(['initializer: zeros', 'initializer: ones']);
    expect(compile(started).phases[0]!.fingerprint.weights).not.toBe(
      compile(GRAPH).phases[0]!.fingerprint.weights,
    );
  });

  it.each<[string, [string, string], { code: string; message: RegExp }]>([
    [
      'what it is applied to',
      ['[784, 2]}', '[784, 2], of: input}'],
      { code: 'conflicting-keys', message: /of/ },
    ],
    ['a shape that does not fit', ['[784, 2]}', '[783, 2]}'], { code: 'wrong-shape', message: /784/ }],
    [
      'a layer on it',
      ['out: dense +', 'wide: {Dense: {units: 3}, of: up}\n      out: dense + wide +'],
      { code: 'layer-shape', message: /value for each example/ },
    ],
    [
      'an unknown initializer',
      ['initializer: zeros', 'initializer: zero'],
      { code: 'unknown-word', message: /zero/ },
    ],
    ['a selector', ['train: adapted', 'train: adapted/uq'], { code: 'unknown-layer', message: /uq/ }],
    [
      'an assignment',
      ['optimizer: Adam', 'optimizer: Adam\n    after_update: {assign: {adapted/uq: adapted.up}}'],
      { code: 'unknown-layer', message: /uq/ },
    ],
    [
      'an assignment to a layer',
      ['optimizer: Adam', 'optimizer: Adam\n    after_update: {assign: {adapted/dense: adapted.up}}'],
      { code: 'not-a-weight', message: /layer/ },
    ],
    [
      'a step thrown away',
      ['optimizer: Adam', 'optimizer: Adam\n    after_update: {assign: {adapted/up: 0 * other.up}}'],
      { code: 'lost-assignment', message: /adapted\/up/ },
    ],
  ])('%s is told', (_, change, { code, message }) => {
    expect(errorsOf(edited(change))).toEqual([
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    ]);
  });

  it('is told in a diff', () => {
    const text = renderDiffText(
      diff(
        compile(GRAPH),
        compile(
          edited(['[784, 2]}', '[784, 5]}'], ['[2, 3], initializer: zeros', '[5, 3], initializer: ones']),
        ),
      ),
    );
    expect(text).toMatch(/down.*\[784, 2\].*\[784, 5\]/);
    expect(text).toMatch(/up initializer.*zeros.*ones/);
  });

  it('has its keys in order', async () => {
    const { text } = await formatGraph(
      edited(['down: {weights: [784, 2]}', 'down: {was: low, initializer: ones, weights: [784, 2]}']),
      'graph.yaml',
    );
    expect(text).toContain('down: {weights: [784, 2], initializer: ones, was: low}');
  });
});

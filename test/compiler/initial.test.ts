/** What a phase begins with: weights that a closed form fills. */
import { describe, expect, it } from 'vitest';
import { check, compile } from '../../src/index.js';
import { partsOf } from '../support/read-parts.js';

const GRAPH = `lagraph: 1
data:
  digits: {source: mnist}
  few: {from: digits, take: {train: 5}}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}
  head: {input: encoder, layers: [{Dense: 10}]}
  codebook: {weights: [8, 4]}
  anchors: {weights: [5, 28, 28, 1]}
plan:
  warm:
    train: [encoder, head]
    on: digits
    loss: mean(square(head(encoder(image))))
    optimizer: Adam
  fit:
    train: [encoder, codebook]
    initial:
      codebook: {solve: {kmeans: {inputs: z}}}
      anchors: {solve: {examples: {inputs: image}}, on: few}
    after: warm
    on: {data: digits, epochs: 3, batch_size: 16}
    wires: {z: encoder(image)}
    loss: mean_squared_error(z, nearest(codebook, z)) + mean(encoder(anchors))
    optimizer: Adam
`;
const edited = (...changes: [string, string][]): string =>
  changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, GRAPH);
const found = (text: string) =>
  check(text).diagnostics.map(({ severity, code, message, range }) => ({
    severity,
    code,
    message,
    at: range && text.slice(range.start, range.end),
  }));

describe('initial', () => {
  const phases = new Map(compile(GRAPH).phases.map((phase) => [phase.name, phase]));

  it('is a phase that solves, of the data and wires of the phase or of its own', () => {
    expect([...phases.keys()].sort()).toEqual(['fit', 'fit/anchors', 'fit/codebook', 'warm']);
    const codebook = phases.get('fit/codebook')!;
    expect(codebook.data).toEqual({ dataset: 'digits', split: 'train' });
    expect([codebook.epochs, codebook.batchSize]).toEqual([1, 16]);
    expect(codebook.solve).toMatchObject({ method: 'kmeans', solved: [{ weight: 'codebook', bias: null }] });
    expect(phases.get('fit/anchors')!.data).toEqual({ dataset: 'few', split: 'train' });
  });

  it('comes when all is done that the phase waits for, and before it', () => {
    const from = (phase: string, network: string) =>
      phases.get(phase)!.networks.find(({ name }) => name === network)?.from;
    expect(from('fit/codebook', 'encoder')).toBe('warm');
    expect(from('fit', 'encoder')).toBe('warm');
    expect(from('fit', 'codebook')).toBe('fit/codebook');
    expect(from('fit', 'anchors')).toBe('fit/anchors');
    expect(phases.get('fit')!.dependsOn).toEqual(expect.arrayContaining(['fit/anchors', 'fit/codebook']));
    expect(phases.get('fit')!.frozen).toContain('anchors');
  });

  it('sees the first weights of what the phase is about to train', () => {
    const alone = edited(
      ['    after: warm\n', ''],
      ['train: [encoder, head]', 'train: head\n    untrained: true'],
    );
    const own = new Map(compile(alone).phases.map((phase) => [phase.name, phase]));
    expect(own.get('fit/codebook')!.networks).toContainEqual({ name: 'encoder', from: null });
    expect(found(alone).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('is filled again where another phase trained it before', () => {
    const twice = `${GRAPH}  again:
    extends: fit
    after: fit
    initial: {codebook: {solve: {kmeans: {inputs: z}}}}
`;
    const all = new Map(compile(twice).phases.map((phase) => [phase.name, phase]));
    const from = (phase: string) => all.get(phase)!.networks.find(({ name }) => name === 'codebook')!.from;
    expect([from('again'), from('fit'), all.get('again/codebook')!.dependsOn]).toEqual([
      'again/codebook',
      'fit/codebook',
      expect.arrayContaining(['fit']),
    ]);
    const without = compile(
      twice
        .replace('initial: {codebook: {solve: {kmeans: {inputs: z}}}}\n', 'initial: {}\n')
        .replace(
          '    extends: fit\n    after: fit\n    initial: {codebook: {solve: {kmeans: {inputs: z}}}}',
          '    extends: fit\n    after: fit\n    initial: {}',
        ),
    );
    expect(without.phases.map(({ name }) => name)).not.toContain('again/anchors');
  });

  it('is part of the key of the phase', () => {
    const key = (text: string) =>
      compile(text).phases.find(({ name }) => name === 'fit/codebook')!.fingerprint.weights;
    expect(key(edited(['{inputs: z}', '{inputs: 2 * z}']))).not.toBe(key(GRAPH));
    const renamed = edited(['  fit:\n', '  cluster:\n    was: fit\n']);
    const phase = compile(renamed).phases.find(({ name }) => name === 'cluster/codebook')!;
    expect(phase.stream).toBe('fit/codebook');
    expect(phase.fingerprint.weights).toBe(key(GRAPH));
  });

  it('comes with a part', () => {
    const text = `lagraph: 1
imports: {p: part.yaml}
evaluate:
  near: {on: p.digits.test, measure: "mean(p.encoder(p.anchors))"}
`;
    const { program, diagnostics } = check(text, { readPart: partsOf({ 'part.yaml': GRAPH }) });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(program!.phases.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['p.fit', 'p.fit/anchors', 'p.fit/codebook']),
    );
  });

  it.each<[string, [string, string], { code: string; message: RegExp; at: string }]>([
    [
      'a weight that is not there',
      ['codebook: {solve', 'codebok: {solve'],
      { code: 'unknown-network', message: /codebok/, at: 'codebok' },
    ],
    [
      'a network with several layers',
      ['anchors: {solve', 'encoder: {solve'],
      { code: 'not-solvable', message: /one weight/, at: 'encoder' },
    ],
    [
      'a weight that the phase does not use',
      [' + mean(encoder(anchors))', ''],
      { code: 'unused', message: /neither uses nor trains/, at: 'anchors' },
    ],
    [
      'data with another number of examples',
      ['train: 5}', 'train: 6}'],
      { code: 'wrong-shape', message: /5 rows.*6 examples/, at: 'anchors' },
    ],
    [
      'a field that the data lack',
      ['inputs: image}', 'inputs: imag}'],
      { code: 'unknown-name', message: /imag/, at: 'imag' },
    ],
    [
      'no method',
      ['{solve: {examples: {inputs: image}}, on: few}', '{on: few}'],
      { code: 'missing-key', message: /solve/, at: 'anchors' },
    ],
    [
      'a wire that is broken',
      ['z: encoder(image)', 'z: encodr(image)'],
      { code: 'unknown-name', message: /encodr/, at: 'encodr' },
    ],
  ])('%s is told once, with its place', (_, change, { code, message, at }) => {
    expect(found(edited(change)).filter(({ severity }) => severity === 'error')).toEqual([
      { severity: 'error', code, message: expect.stringMatching(message) as string, at },
    ]);
  });
});

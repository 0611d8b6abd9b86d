/** What `solve` means for the rest of a graph: order of phases, keys of results, parts, other phases that extend one, and what differs. */
import { describe, expect, it } from 'vitest';
import { planSummary, type Phase } from '../../src/compiler/index.js';
import { diff, renderDiffText } from '../../src/diff/index.js';
import { check, compile } from '../../src/index.js';
import { replace } from '../diff/edits.js';
import { partsOf } from '../support/read-parts.js';

const GRAPH = `lagraph: 1
data: {digits: {source: mnist}}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 8, name: code}, BatchNormalization]}
  other: {like: encoder}
  linker: {input: encoder, layers: [{Dense: 8, name: map}, {BatchNormalization: {center: false, scale: false}}]}
  means: {weights: [10, 8]}
  head: {input: linker, layers: [{Dense: {units: 10, activation: softmax}}]}
plan:
  link:
    train: linker/map
    untrained: true
    on: {data: digits, batch_size: 64}
    wires: {from: encoder(image), to: other(image)}
    solve: {ridge: {inputs: from, targets: to, l2: 0.01}}
    metrics: {near: "mean_squared_error(other(image), linker(encoder(image)))"}
    validate: digits.test
  average:
    train: means
    untrained: true
    on: digits
    solve: {class_means: {inputs: encoder(image), labels: label}}
  read:
    train: head
    untrained: true
    on: digits
    loss: categorical_crossentropy(label, head(linker(encoder(image)) + mean(means, axis=0)))
    optimizer: {Adam: 0.001}
`;

const phase = (name: string, text = GRAPH): Phase => compile(text).phases.find((one) => one.name === name)!;
const edited = (...changes: (readonly [from: string | RegExp, to: string])[]): string =>
  changes.reduce((text, [from, to]) => replace(text, from, to), GRAPH);
const diffText = (after: string): string => renderDiffText(diff(compile(GRAPH), compile(after)));

describe('a phase that solves', () => {
  it('changes what it solves for, which others take from there, and nothing else', () => {
    const link = phase('link');
    expect(link.updates).toEqual([]);
    expect(link.solve).toMatchObject({
      method: 'ridge',
      args: { l2: 0.01 },
      solved: [{ weight: 'linker/map/kernel', bias: 'linker/map/bias' }],
      figures: ['loss', 'mean_squared_error', 'r2_score'],
    });
    expect(link.frozen.filter((name) => name.startsWith('linker/'))).toEqual([
      expect.stringContaining('moving_mean'),
      expect.stringContaining('moving_variance'),
    ]);
    expect(link.wires.flatMap((wire) => (wire.op === 'call' ? [wire.mode] : []))).toEqual(
      expect.not.arrayContaining(['train']),
    );
    expect(phase('read').dependsOn).toEqual(['link', 'average']);
    const [summary] = planSummary(compile(GRAPH));
    expect(summary).toMatchObject({
      method: 'ridge',
      trains: ['linker'],
      trainedParameters: 72,
      updates: [],
    });
  });

  it('has the figures of its method, and no loss of validation', () => {
    expect(Object.keys(phase('link').fingerprint.figures)).toEqual([
      'loss',
      'mean_squared_error',
      'r2_score',
      'val.near',
    ]);
  });

  it('is known by what moves its weights', () => {
    const key = (text: string, name = 'link') => phase(name, text).fingerprint.weights;
    const before = key(GRAPH);
    for (const [from, to] of [
      ['l2: 0.01', 'l2: 0.02'],
      ['targets: to, l2: 0.01', 'targets: from, l2: 0.01'],
      [
        'solve: {ridge: {inputs: from, targets: to, l2: 0.01}}',
        'solve: {procrustes: {inputs: from, targets: to}}',
      ],
      [
        'untrained: true\n    on: {data: digits, batch',
        'freeze: [{network: linker, kind: BatchNormalization}]\n    untrained: true\n    on: {data: digits, batch',
      ],
      ['batch_size: 64', 'batch_size: 32'],
    ] as const) {
      const isFreeze = to.startsWith('freeze');
      expect(key(edited([from, to])) === before, to).toBe(isFreeze);
    }
    for (const same of [
      edited(['metrics: {near', 'metrics: {close']),
      edited([/\bfrom\b(?=: encoder)/, 'given'], ['inputs: from', 'inputs: given']),
      edited(['l2: 0.01', 'l2: 1e-2']),
    ])
      expect(key(same)).toBe(before);
    expect(key(edited(['labels: label}}', 'labels: label}}\n    freeze: []']), 'average')).toBe(
      key(GRAPH, 'average'),
    );
  });

  it('may be what another phase is like, in either way', () => {
    const trained = `${GRAPH}  again:
    extends: link
    after: link
    train: linker
    loss: mean_squared_error(to, linker(from))
    optimizer: Adam
  solved_again:
    extends: again
    after: again
    train: linker/map
    solve: {procrustes: {inputs: from, targets: to}}
`.replace('  read:\n    train: head', '  read:\n    after: solved_again\n    train: head');
    const again = phase('again', trained);
    expect([again.solve, again.updates.length]).toEqual([undefined, 1]);
    const solved = phase('solved_again', trained);
    expect([solved.solve!.method, solved.updates]).toEqual(['procrustes', []]);
  });

  it('is told of where two graphs differ', () => {
    expect(diffText(edited(['l2: 0.01', 'l2: 0.5']))).toContain('method ridge (l2 0.01) → ridge (l2 0.5)');
    expect(diffText(edited(['targets: to,', 'targets: tanh(to),']))).toMatch(
      /targets other\(image\) → tanh\(other\(image\)\)/,
    );
    expect(diffText(edited(['near: "mean_', 'near: "2 * mean_']))).toContain('metric near');
    const trained = edited([
      'solve: {ridge: {inputs: from, targets: to, l2: 0.01}}',
      'loss: mean_squared_error(to, linker(from))\n    optimizer: Adam',
    ]);
    expect(diffText(trained)).toContain('method ridge (l2 0.01) → none');
    expect(
      diffText(GRAPH.replace(/ {2}average:[^]*label}}\n/, '').replace(' + mean(means, axis=0)', '')),
    ).toContain('solves for means on digits');
  });

  it('stands in a part, whose names get their namespace', () => {
    const part = GRAPH.replace(/ {2}read:[^]*/, '').replace(/ {2}head:.*\n/, '');
    const text = `lagraph: 1
imports: {p: part.yaml}
evaluate:
  near: {on: p.digits, untrained: true, measure: "mean(p.linker(p.encoder(image)))"}
  means: {on: p.digits, measure: "mean(image) + mean(p.means)"}
`;
    const { program, diagnostics } = check(text, { readPart: partsOf({ 'part.yaml': part }) });
    expect(diagnostics).toEqual([]);
    expect(program!.phases.map(({ name }) => name)).toEqual(['p.link', 'p.average']);
    expect(program!.phases[0]!.solve!.solved[0]!.weight).toBe('p.linker/map/kernel');
  });
});

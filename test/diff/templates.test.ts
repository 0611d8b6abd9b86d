/** What loops and templates make is changed together, and told once. */
import { describe, expect, it } from 'vitest';
import { diff, diffSummary, renderDiffText } from '../../src/diff/index.js';
import { check } from '../../src/index.js';

const GRAPH = `lagraph: 1
templates:
  block:
    params: {units: {type: number}}
    layers: [{Dense: {units: "\${units}", activation: relu}}, {Dropout: 0.1}]
  domain:
    params: {on: {type: text}}
    networks:
      encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 16}]}
      decoder: {input: encoder, layers: [{Dense: 784}, {Reshape: [28, 28, 1]}]}
    plan:
      learn:
        train: [encoder, decoder]
        on: "\${on}"
        loss: mean_squared_error(image, decoder(encoder(image)))
        optimizer: {Adam: 0.001}
  learn:
    params: {net: {type: text}}
    phase: {train: "\${net}", on: mnist, loss: "mean(\${net}(image))", optimizer: {Adam: 0.001}}
imports:
  first: {use: domain, with: {on: mnist}}
  second: {use: domain, with: {on: mnist}}
data:
  mnist: {source: mnist}
networks:
  small: {input: [28, 28, 1], layers: [Flatten, {use: block, with: {units: 4}}]}
  large: {input: [28, 28, 1], layers: [Flatten, {use: block, with: {units: 64}}]}
  other: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}, {Dropout: 0.1}]}
  tail_\${d}:
    for: {d: [a, b, c]}
    input: [28, 28, 1]
    layers: [Flatten, {Dense: 8}]
plan:
  learn_small: {use: learn, with: {net: small}}
  learn_large: {use: learn, with: {net: large}}
  learn_other: {use: learn, with: {net: other}}
  tail_\${d}: {for: {d: [a, b, c]}, use: learn, with: {net: "tail_\${d}"}}
`;

const told = (from: string, to: string): string[] => {
  const [a, b] = [GRAPH, GRAPH.replace(from, () => to)].map((text) => check(text));
  if (!a!.program || !b!.program) throw new Error('the graph has errors');
  const found = diff(a!.program, b!.program, { documents: { a: a!.document, b: b!.document } });
  expect(diffSummary(found)[0]).toBeDefined();
  return renderDiffText(found, { cost: false }).trimEnd().split('\n');
};

describe('a change', () => {
  it('of layers that a template makes', () => {
    expect(told('{Dropout: 0.1}]\n  domain', '{Dropout: 0.3}]\n  domain')).toEqual([
      'networks',
      '  ~ small and large: Dropout 0.1 → 0.3',
    ]);
  });

  it('that makes networks larger by different numbers', () => {
    expect(
      told(
        '[{Dense: {units: "${units}", activation: relu}}',
        '[{Dense: {units: "${2 * units}", activation: relu}}',
      ).join('\n'),
    ).toMatch(/small .*\n.*4 → 8\n.*large .*\n.*64 → 128/);
    const twice = GRAPH.replace(
      '{use: block, with: {units: 64}}',
      '{use: block, with: {units: 64}}, {use: block, with: {units: 4}}',
    );
    const [a, b] = [twice, twice.replace('{Dropout: 0.1}]\n  domain', '{Dropout: 0.3}]\n  domain')].map(
      (text) => check(text),
    );
    const found = diff(a!.program!, b!.program!, { documents: { a: a!.document, b: b!.document } });
    expect(renderDiffText(found, { cost: false })).toContain('~ small and large: Dropout 0.1 → 0.3\n');
  });

  it('of a phase that a template makes', () => {
    expect(
      told('optimizer: {Adam: 0.001}}\nimports', 'optimizer: {Adam: 0.01}}\nimports').slice(0, 2),
    ).toEqual([
      'plan',
      '  ~ learn_small, learn_large, learn_other, tail_a, tail_b and tail_c: optimizer Adam 0.001 → Adam 0.01',
    ]);
  });

  it('of what a template declares under namespaces', () => {
    expect(told('        loss: mean_squared_error(', '        loss: mean_absolute_error(')[1]).toContain(
      '~ first.learn and second.learn: loss',
    );
    expect(
      told('layers: [Flatten, {Dense: 16}]', 'layers: [Flatten, {Dense: {units: 16, activation: relu}}]')[1],
    ).toContain('~ first.encoder and second.encoder: ');
  });

  it('of what a loop makes', () => {
    expect(
      told('layers: [Flatten, {Dense: 8}]', 'layers: [Flatten, {Dense: {units: 8, activation: relu}}]')[1],
    ).toContain('~ tail_a, tail_b and tail_c: ');
  });

  it('of one of several is told of that one', () => {
    expect(told('with: {units: 4}', 'with: {units: 5}')[1]).toContain('~ small');
  });

  it('of the form alone is none', () => {
    const text = GRAPH.replace('{Dense: 4}, {Dropout: 0.1}]', '{use: block, with: {units: 4}}]').replace(
      '{Dense: {units: "${units}", activation: relu}}',
      '{Dense: "${units}"}',
    );
    const before = GRAPH.replace('{Dense: {units: "${units}", activation: relu}}', '{Dense: "${units}"}');
    const [a, b] = [before, text].map((each) => check(each));
    expect(diff(a!.program!, b!.program!).same).toBe(true);
  });
});

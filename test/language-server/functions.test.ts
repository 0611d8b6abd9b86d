/** Functions of a graph's own, and what lies inside of networks, in editors. */
import { describe, expect, it } from 'vitest';
import { hoverAt, renameAt } from '../../src/language-server/index.js';
import { applied, atCursor, completions, editsOf } from './graph-editing.js';

const graph = `lagraph: 1
data: {digits: {source: mnist}}
networks:
  encoder:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: 16, name: hidden}, {Dense: 8, name: latent}]
functions:
  distance(a, b): sum(square(a - b), axis=-1)
  far(x): distance(x, b=0)
plan:
  fit:
    train: encoder
    on: digits
    optimizer: Adam
    loss: far(encoder(image)) + mean(encoder(image).hidden) + l2(encoder.latent.kernel)
`;

function renamed(part: string, marked: string, newName: string): string {
  const { analysis, position, text } = atCursor(graph.replace(part, marked));
  const answer = renameAt(analysis, position, newName);
  if (!answer || 'problem' in answer) throw new Error(answer?.problem ?? 'nothing is named here');
  return applied(analysis, text, editsOf(answer));
}

describe('functions in editors', () => {
  it.each([
    ['distance(a, b):', 'dis¦tance(a, b):'],
    ['distance(x', 'dist¦ance(x'],
  ])('a function is renamed from %s', (part, marked) => {
    const text = renamed(part, marked, 'apart');
    expect(text).toContain('apart(a, b): sum(');
    expect(text).toContain('far(x): apart(x, b=0)');
  });

  it('a parameter is renamed where it is declared, used and given by name', () => {
    const text = renamed('distance(a, b):', 'distance(a, ¦b):', 'other');
    expect(text).toContain('distance(a, other): sum(square(a - other), axis=-1)');
    expect(text).toContain('distance(x, other=0)');
  });

  it('layers are renamed where they are read', () => {
    expect(renamed('name: hidden', 'name: hid¦den', 'inner')).toContain('encoder(image).inner');
    expect(renamed('encoder.latent', 'encoder.lat¦ent', 'code')).toMatch(
      /name: code[^]*l2\(encoder\.code\.kernel\)/,
    );
  });

  it('hovers show what a function is', () => {
    const { analysis, position } = atCursor(graph.replace('far(encoder', 'f¦ar(encoder'));
    const hover = hoverAt(analysis, position)?.contents as { value: string };
    expect(hover.value).toBe('**far(x)** (function)\n\n`distance(x, b=0)`');
  });

  it('functions and parameters are offered', () => {
    const inLoss = completions(graph.replace('loss: far', 'loss: ¦far')).map(({ label }) => label);
    expect(inLoss).toEqual(expect.arrayContaining(['distance', 'far']));
    const inside = completions(graph.replace('square(a', 'square(¦a')).map(({ label }) => label);
    expect(inside).toEqual(expect.arrayContaining(['a', 'b']));
  });
});

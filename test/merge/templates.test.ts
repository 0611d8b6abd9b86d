import { describe, expect, it } from 'vitest';
import { edited, mergedBothWays, programOf, type Edit } from './support.js';

const BASE = `lagraph: 1
data:
  mnist: {source: mnist}
templates:
  block:
    params: {units: 8, rate: 0.1}
    layers:
      - Dense: {units: "\${units}", activation: relu}
      - Dropout: "\${rate}"
  learn:
    params: {net: {type: text}}
    phase:
      train: "\${net}"
      on: mnist
      loss: mean(\${net}(image)) + mean(head(image))
      optimizer: {Adam: 0.001}
      untrained: true
networks:
  head:
    input: [28, 28, 1]
    layers:
      - Flatten
      - {use: block, with: {units: 16}}
plan:
  fit: {use: learn, with: {net: head}}
`;

const clean = (ours: readonly Edit[], theirs: readonly Edit[]): string => {
  expect(programOf(BASE)).toBeDefined();
  const { result, other } = mergedBothWays(BASE, edited(BASE, ...ours), edited(BASE, ...theirs));
  for (const each of [result, other]) {
    expect(each.conflicts).toEqual([]);
    expect(each.clean).toBe(true);
  }
  return result.text!;
};

describe('merging graphs with templates', () => {
  it('joins changes of a template and of its uses', () => {
    const text = clean(
      [['      - Dropout: "${rate}"', '      - Dropout: "${rate / 2}"']],
      [['with: {units: 16}', 'with: {units: 16, rate: 0.3}']],
    );
    expect(text).toContain('Dropout: "${rate / 2}"');
    expect(text).toContain('with: {units: 16, rate: 0.3}');
  });

  it('joins templates that both sides add', () => {
    const text = clean(
      [['  learn:\n', '  one:\n    layers: [Flatten]\n  learn:\n']],
      [['networks:\n', '  two:\n    layers: [Flatten]\nnetworks:\n']],
    );
    expect(text).toContain('  one:');
    expect(text).toContain('  two:');
  });

  it('uses a renamed template where the other side uses it anew', () => {
    const text = clean(
      [
        ['  block:\n', '  step:\n'],
        ['{use: block, with: {units: 16}}', '{use: step, with: {units: 16}}'],
      ],
      [['      - Flatten\n', '      - Flatten\n      - {use: block, with: {units: 32}}\n']],
    );
    expect(text).not.toContain('block');
    expect(text).toContain('{use: step, with: {units: 32}}');
  });

  it('renames what the text of a template names', () => {
    const text = clean(
      [
        ['  head:\n', '  tail:\n'],
        ['with: {net: head}', 'with: {net: tail}'],
        ['mean(head(image))', 'mean(tail(image))'],
      ],
      [['mean(${net}(image)) + mean(head(image))', 'mean(${net}(image)) + mean(square(head(image)))']],
    );
    expect(text).toContain('mean(square(tail(image)))');
  });
});

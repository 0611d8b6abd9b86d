/** What weights are filled with before a phase begins is merged key by key. */
import { describe, expect, it } from 'vitest';
import { edited, mergedBothWays, programOf } from './support.js';

const BASE = `lagraph: 1
data:
  digits: {source: mnist}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}
  codebook: {weights: [8, 4]}
plan:
  fit:
    train: [encoder, codebook]
    initial:
      codebook: {solve: {kmeans: {inputs: encoder(image)}}}
    on: {data: digits, epochs: 3}
    loss: mean_squared_error(encoder(image), nearest(codebook, encoder(image)))
    optimizer: Adam
`;
const SOLUTION = '{kmeans: {inputs: encoder(image)}}}';
const longer = edited(BASE, [SOLUTION, '{kmeans: {inputs: encoder(image)}}, on: {data: digits, epochs: 9}}']);

describe('what weights are filled with', () => {
  it('is joined with other changes of its own and of the phase', () => {
    const other = edited(
      BASE,
      ['inputs: encoder(image)', 'inputs: encoder(image), initial: k-means++'],
      ['epochs: 3', 'epochs: 5'],
    );
    expect(programOf(other)).toBeDefined();
    const { result, other: back } = mergedBothWays(BASE, longer, other);
    for (const { clean, text } of [result, back]) {
      expect(clean).toBe(true);
      expect(text).toContain('initial: k-means++');
      expect(text).toContain('on: {data: digits, epochs: 9}');
      expect(text).toContain('on: {data: digits, epochs: 5}');
    }
  });

  it('is a conflict where one leaves out what the other changes', () => {
    const without = edited(BASE, [`    initial:\n      codebook: {solve: ${SOLUTION}\n`, '']);
    const { result, other } = mergedBothWays(BASE, longer, without);
    for (const { clean, conflicts } of [result, other]) {
      expect(clean).toBe(false);
      expect(conflicts).toHaveLength(1);
    }
  });
});

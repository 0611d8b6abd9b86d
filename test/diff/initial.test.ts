/** What weights are filled with before a phase begins. */
import { describe, expect, it } from 'vitest';
import { diff, renderDiffText } from '../../src/diff/index.js';
import { check } from '../../src/index.js';

const GRAPH = `lagraph: 1
data:
  digits: {source: mnist}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}
  codebook: {weights: [8, 4]}
plan:
  fit:
    train: [encoder, codebook]
    initial: {codebook: {solve: {kmeans: {inputs: encoder(image)}}}}
    on: {data: digits, epochs: 3}
    loss: mean_squared_error(encoder(image), nearest(codebook, encoder(image)))
    optimizer: Adam
`;
const INITIAL = '    initial: {codebook: {solve: {kmeans: {inputs: encoder(image)}}}}\n';

const told = (before: string, after: string): string[] => {
  const [a, b] = [before, after].map((text) => check(text));
  if (!a!.program || !b!.program) throw new Error('the graph has errors');
  return renderDiffText(diff(a!.program, b!.program, { documents: { a: a!.document, b: b!.document } }))
    .trimEnd()
    .split('\n');
};

describe('what weights are filled with', () => {
  it('is a phase of its own, whose change trains the other only if it comes out differently', () => {
    const other = GRAPH.replace('encoder(image)}}}}', 'encoder(image)}}, on: {data: digits, epochs: 9}}}');
    expect(told(GRAPH, other)).toEqual([
      'plan',
      '  ~ fit/codebook: epochs 1 → 9',
      'goes on: fit/codebook from epoch 1, up to 9',
      'kept if fit/codebook comes out the same: fit',
    ]);
  });

  it('may be left out, or be new', () => {
    const without = GRAPH.replace(INITIAL, '');
    expect(told(GRAPH, without)).toEqual([
      'plan',
      '  ~ fit: start of codebook fit/codebook → fresh',
      '  - fit/codebook  solves for codebook on digits, 1 epoch, by kmeans',
      'to train: fit (its start of codebook)',
    ]);
    expect(told(without, GRAPH).at(-1)).toBe('to train: fit/codebook (new), fit (its start of codebook)');
  });
});

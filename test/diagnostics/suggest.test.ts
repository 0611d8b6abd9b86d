import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, suggest } from '../../src/diagnostics/index.js';

describe('suggest', () => {
  it.each([
    ['filtres', ['filters', 'kernel_size', 'padding'], 'filters'],
    ['Conv2d', ['Conv1D', 'Conv2D'], 'Conv2D'],
    ['batchsize', ['batch_size', 'epochs'], 'batch_size'],
    ['epohcs', ['batch_size', 'epochs'], 'epochs'],
    ['mnist_enc', ['mnist_encoder', 'signs_encoder'], 'mnist_encoder'],
    ['traim', ['train', 'drain'], 'train'],
  ])('%s among %j is %s', (written, candidates, meant) => {
    expect(suggest(written, candidates)).toBe(meant);
  });

  it.each([
    ['x', ['y', 'z']],
    ['loss', ['data', 'plan']],
    ['linker', ['mnist', 'signs']],
    ['enc', ['encoder_a', 'encoder_b']],
    ['', ['a']],
  ])('%s among %j is nothing', (written, candidates) => {
    expect(suggest(written, candidates)).toBeUndefined();
  });
});

describe('editDistance', () => {
  it('counts a swap as one slip', () => {
    expect(editDistance('epohcs', 'epochs')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('is symmetric, zero only for equals, and at most the longer length', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  it('gives up at the limit without changing smaller answers', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 5 }), (a, b, limit) => {
        expect(Math.min(editDistance(a, b, limit), limit)).toBe(Math.min(editDistance(a, b), limit));
      }),
    );
  });
});

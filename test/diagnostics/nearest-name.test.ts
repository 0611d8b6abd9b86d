import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName, suggestAmong } from '../../src/diagnostics/index.js';

describe('suggest', () => {
  it.each([
    ['filtres', ['filters', 'kernel_size', 'padding'], 'filters'],
    ['Conv2d', ['Conv1D', 'Conv2D'], 'Conv2D'],
    ['batchsize', ['batch_size', 'epochs'], 'batch_size'],
    ['epohcs', ['batch_size', 'epochs'], 'epochs'],
    ['mnist_enc', ['mnist_encoder', 'signs_encoder'], 'mnist_encoder'],
    ['traim', ['train', 'drain'], 'train'],
  ])('%s among %j is %s', (written, candidates, meant) => {
    expect(nearestName(written, candidates)).toBe(meant);
  });

  it.each([
    ['x', ['y', 'z']],
    ['loss', ['data', 'plan']],
    ['linker', ['mnist', 'signs']],
    ['enc', ['encoder_a', 'encoder_b']],
    ['', ['a']],
  ])('%s among %j is nothing', (written, candidates) => {
    expect(nearestName(written, candidates)).toBeUndefined();
  });
});

describe('suggest of a list that is given again', () => {
  const word = fc
    .string({ minLength: 1, maxLength: 9, unit: fc.constantFrom('a', 'b', 'c', 'A', '_', '-') })
    .filter((text) => text !== '');
  const names = fc.uniqueArray(fc.oneof(word, fc.constantFrom('learning_rate', 'Dense', 'a b', 'concat')), {
    minLength: 20,
    maxLength: 60,
  });
  const wanted = fc.oneof(word, fc.constantFrom('lr', 'eta', 'linear', 'fc', 'cat', 'densee', 'con'));

  it('says what a look at each name says', () => {
    fc.assert(
      fc.property(names, fc.array(wanted, { minLength: 1, maxLength: 20 }), (list, all) => {
        for (const written of all)
          expect(nearestName(written, list)).toBe(nearestName(written, new Set(list)));
      }),
      { numRuns: 200, seed: 23 },
    );
  });

  it('knows what the list has grown by', () => {
    fc.assert(
      fc.property(names, names, wanted, (list, more, written) => {
        const grown = [...list];
        for (let round = 0; round < 3; round += 1) nearestName(written, grown);
        grown.push(...more);
        expect(nearestName(written, grown)).toBe(nearestName(written, new Set([...list, ...more])));
      }),
      { numRuns: 100, seed: 23 },
    );
  });

  it('of several lists says what it says of one, but for a name that is left out', () => {
    fc.assert(
      fc.property(names, names, wanted, (first, second, written) => {
        const [except] = second;
        const all = new Set([...first, ...second].filter((name) => name !== except));
        for (let round = 0; round < 3; round += 1)
          expect(suggestAmong(written, [first, second], except)).toBe(nearestName(written, all));
      }),
      { numRuns: 100, seed: 23 },
    );
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

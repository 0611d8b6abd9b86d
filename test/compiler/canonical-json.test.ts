import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../src/compiler/index.js';

/** What it is by definition: JSON of objects whose keys are sorted. */
function byDefinition(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

it('is JSON with sorted keys, whatever the keys and the values', () => {
  const key = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '10',
      '9',
      '01',
      '-1',
      '4294967295',
      '4294967294',
      'é',
      '𝄞',
      '\ud800',
    ),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.double(),
      fc.constantFrom(null, undefined, true, false, -0, NaN, Infinity, '\u2028"\\\n\ud800'),
      fc.array(tie('tree')),
      fc.dictionary(key, tie('tree')),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      if (value !== undefined) expect(canonicalJson(value)).toBe(byDefinition(value));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

it('refuses what JSON would leave out', () => {
  expect(() => canonicalJson({ a: new Map() })).toThrow('Map');
  expect(() => canonicalJson([new Set()])).toThrow('Map');
});

/** Initializers compared with samples of Keras 3's (test/keras/initializers.py) and with their specifications. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initializers } from '../../src/vocabulary/initializers/index.js';
import type { ResolvedArguments, DrawSource } from '../../src/vocabulary/index.js';
import { random } from '../support/seeded-random.js';

interface Sample {
  initializer: string;
  args: ResolvedArguments;
  shape: number[];
  mean: number;
  stddev: number;
  low: number;
  high: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../keras/initializers.expected.json', import.meta.url), 'utf8'),
) as { cases: Sample[] };

const drawsOf = (seed: number): DrawSource => {
  const source = random(seed);
  return { uniform: (n) => source.uniform(n), normal: (n) => source.normal(n) };
};

function fill(name: string, shape: readonly number[], given: ResolvedArguments = {}, seed = 1): Float32Array {
  const definition = initializers.get(name);
  if (!definition) throw new Error(`there is no initializer named ${name}`);
  const defaults = Object.fromEntries(
    Object.entries(definition.args.properties).map(([argument, schema]) => [
      argument,
      (schema as { default?: unknown }).default,
    ]),
  );
  return definition.fill(shape, { ...defaults, ...given }, drawsOf(seed));
}

function summary(numbers: Float32Array) {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  const [low, high] = numbers.reduce(
    ([least, most], x) => [Math.min(least, x), Math.max(most, x)],
    [Infinity, -Infinity],
  );
  return { mean, stddev: Math.sqrt(variance), low, high };
}

describe('initializers spread their numbers as those of Keras 3', () => {
  it('with a sample of each', () => {
    const held = new Set(cases.map(({ initializer }) => initializer));
    expect([...initializers.keys()].filter((name) => !held.has(name))).toEqual([]);
  });

  it.each(
    cases.map((one) => ({ ...one, name: `${one.initializer} ${JSON.stringify(one.args)} of ${one.shape}` })),
  )('$name', (one) => {
    const numbers = fill(one.initializer, one.shape, one.args);
    const found = summary(numbers);
    expect(numbers.length).toBe(one.shape.reduce((product, side) => product * side));
    // Both are samples: five standard errors of their difference.
    const error = (5 * one.stddev * Math.SQRT2) / Math.sqrt(numbers.length);
    expect(Math.abs(found.mean - one.mean)).toBeLessThanOrEqual(error + 1e-7);
    expect(Math.abs(found.stddev - one.stddev)).toBeLessThanOrEqual(error + 1e-7);
    // Truncated distributions have sharp bounds; a normal number can be anything.
    const free = /random_normal|untruncated|orthogonal/.test(JSON.stringify(one));
    const slack = (free ? 0.25 : 0.01) * (one.high - one.low);
    expect(Math.abs(found.low - one.low)).toBeLessThanOrEqual(slack + 1e-7);
    expect(Math.abs(found.high - one.high)).toBeLessThanOrEqual(slack + 1e-7);
  });
});

const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 });
const names = fc.constantFrom(...initializers.keys());

describe('initializers', () => {
  it('fill any shape with finite numbers, the same from the same draws', () => {
    fc.assert(
      fc.property(names, shapes, fc.integer({ min: 1, max: 1000 }), (name, shape, seed) => {
        const numbers = fill(name, shape, {}, seed);
        expect(numbers.length).toBe(shape.reduce((product, side) => product * side, 1));
        expect(numbers.every(Number.isFinite)).toBe(true);
        expect(fill(name, shape, {}, seed)).toEqual(numbers);
      }),
    );
  });

  it('of random numbers differ from seed to seed', () => {
    for (const name of initializers.keys()) {
      if (['zeros', 'ones', 'constant', 'identity'].includes(name)) continue;
      expect(fill(name, [4, 4], {}, 1), name).not.toEqual(fill(name, [4, 4], {}, 2));
    }
  });

  it('make orthonormal columns, or rows where there are fewer', () => {
    const side = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(side, side, side, fc.integer({ min: 1, max: 1000 }), (a, b, columns, seed) => {
        const matrix = fill('orthogonal', [a, b, columns], { gain: 3 }, seed);
        const rows = a * b;
        const at = (row: number, column: number) => matrix[row * columns + column] as number;
        const tall = rows >= columns;
        const [count, length] = tall ? [columns, rows] : [rows, columns];
        const entry = (vector: number, place: number) => (tall ? at(place, vector) : at(vector, place));
        for (let one = 0; one < count; one++) {
          for (let other = 0; other <= one; other++) {
            let product = 0;
            for (let place = 0; place < length; place++) product += entry(one, place) * entry(other, place);
            expect(product).toBeCloseTo(one === other ? 9 : 0, 4);
          }
        }
      }),
    );
  });

  it('have arguments with a default and a description each', () => {
    for (const { name, args } of initializers.values()) {
      for (const [argument, schema] of Object.entries(args.properties)) {
        expect(schema, `${name}.${argument}`).toMatchObject({
          default: expect.anything(),
          description: expect.stringMatching(/\.$/),
        });
      }
    }
  });
});

/** What must hold of closed forms whatever the data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstCentres, UnsolvableError } from '../../../src/runtime/closed-forms/index.js';
import { clustered, covariance, distance, mapped, meansOf, solved, type Data } from './closed-form-cases.js';

const number = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 100);
const vectors = (size: number, examples: number) =>
  fc.array(fc.array(number, { minLength: size, maxLength: size }), {
    minLength: examples,
    maxLength: examples,
  });
/** Two views of some examples; some features may depend on others. */
const views = fc
  .record({
    examples: fc.integer({ min: 3, max: 30 }),
    x: fc.integer({ min: 1, max: 6 }),
    y: fc.integer({ min: 1, max: 6 }),
    offset: fc.constantFrom(0, 1000),
    repeats: fc.boolean(),
  })
  .chain(({ examples, x, y, offset, repeats }) =>
    fc.record({ inputs: vectors(x, examples), second: vectors(y, examples) }).map(({ inputs, second }) => ({
      inputs: inputs.map((row) =>
        row.map((value, at) => Math.fround((repeats && at === 1 ? row[0]! : value) + offset)),
      ),
      second: second.map((row) => row.map(Math.fround)),
    })),
  );
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const map = (shape: number[], hasBias: boolean) => ({ shape, hasBias });
const RUNS = { seed: 5, numRuns: 60 };
const scaleOf = (values: readonly (readonly number[])[]): number =>
  values.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 1);
const [width, depth] = [({ inputs }: Data) => inputs[0]!.length, ({ second }: Data) => second![0]!.length];

describe('ridge', () => {
  it('fulfils its normal equations', () => {
    fc.assert(
      fc.property(views, fc.constantFrom(0, 0.001, 1), fc.boolean(), (data, l2, hasBias) => {
        const shape = [width(data), depth(data)];
        const found = solved('ridge', data, { args: { l2 }, solved: [map(shape, hasBias)] });
        const left = mapped(data, found).map((row, n) => row.map((value, j) => value - data.second[n]![j]!));
        const means = hasBias ? meansOf(data.inputs) : data.inputs[0]!.map(() => 0);
        const size = data.inputs.length * scaleOf(data.inputs) * scaleOf(data.second);
        const { weight } = found.values[0]!;
        for (let i = 0; i < shape[0]!; i++) {
          for (let j = 0; j < shape[1]!; j++) {
            const slope = data.inputs.reduce((sum, row, n) => sum + (row[i]! - means[i]!) * left[n]![j]!, 0);
            const penalty = l2 * data.inputs.length * shape[1]! * weight[i * shape[1]! + j]!;
            expect(Math.abs(slope + penalty) / size).toBeLessThan(1e-6);
          }
        }
      }),
      RUNS,
    );
  });
});

describe('procrustes', () => {
  it('gives an orthogonal kernel, also where nothing tells which', () => {
    fc.assert(
      fc.property(views, fc.boolean(), (data, hasBias) => {
        const size = Math.min(width(data), depth(data));
        const cut = (rows: number[][]) => rows.map((row) => row.slice(0, size));
        const both = { inputs: cut(data.inputs), second: cut(data.second) };
        const { values } = solved('procrustes', both, { solved: [map([size, size], hasBias)] });
        const { weight } = values[0]!;
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            let product = 0;
            for (let k = 0; k < size; k++) product += weight[k * size + i]! * weight[k * size + j]!;
            expect(product).toBeCloseTo(i === j ? 1 : 0, 8);
          }
        }
      }),
      RUNS,
    );
  });
});

describe('whitening', () => {
  it('gives the identity as covariance, and its way back the inputs', () => {
    fc.assert(
      fc.property(views, fc.constantFrom('zca', 'pca'), fc.boolean(), (data, kind, hasBias) => {
        const size = width(data);
        const asked = { args: { kind }, solved: [map([size, size], hasBias), map([size, size], true)] };
        const found = solved('whitening', data, asked);
        fc.pre(found.figures.rank === size);
        const white = mapped(data, found);
        const identity = covariance(white);
        identity.forEach((row, i) => {
          row.forEach((value, j) => expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThan(1e-3));
        });
        if (hasBias)
          expect(
            distance(
              meansOf(white),
              white[0]!.map(() => 0),
            ),
          ).toBeLessThan(1e-3);
        const back = mapped({ inputs: white }, { ...found, values: [found.values[1]!] });
        expect(distance(back.flat(), data.inputs.flat()) / scaleOf(data.inputs)).toBeLessThan(1e-3);
      }),
      RUNS,
    );
  });

  it('says in how many directions the inputs vary, and gives 0 in the others', () => {
    const inputs = [1, 2, 3, 5].map((value) => [value, 2 * value, 0]);
    const asked = { args: { kind: 'pca' }, solved: [map([3, 3], true)] };
    const { figures, notices, values } = solved('whitening', { inputs }, asked);
    expect(figures).toEqual({ loss: expect.closeTo(2 / 9, 9) as number, rank: 1 });
    expect(notices).toEqual([
      'the inputs vary in 1 of 3 directions only; the others are mapped to 0: an epsilon above 0 would keep them',
    ]);
    expect([1, 2, 4, 5, 7, 8].map((at) => Math.abs(values[0]!.weight[at]!))).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('cca', () => {
  it('gives uncorrelated projections of variance 1 whose pairs correlate as its figures say', () => {
    fc.assert(
      fc.property(views, (data) => {
        const components = Math.min(width(data), depth(data));
        const asked = {
          solved: [map([width(data), components], true), map([depth(data), components], true)],
        };
        const found = solved('cca', data, asked);
        fc.pre(found.notices.length === 0);
        const left = mapped(data, found);
        const right = mapped({ inputs: data.second }, found, 1);
        const cross = covariance(left, right);
        for (const own of [covariance(left), covariance(right)])
          own.forEach((row, i) =>
            row.forEach((value, j) => expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThan(1e-3)),
          );
        cross.forEach((row, i) =>
          row.forEach((value, j) =>
            expect(Math.abs(value - (i === j ? found.figures[`correlation/c${i + 1}`]! : 0))).toBeLessThan(
              1e-3,
            ),
          ),
        );
      }),
      RUNS,
    );
  });
});

describe('batches of any size give the same', () => {
  const methods: [string, (data: Data) => Parameters<typeof solved>[2]][] = [
    ['ridge', (data) => ({ args: { l2: 0.1 }, solved: [map([width(data), depth(data)], true)] })],
    ['pca', (data) => ({ solved: [map([width(data), 1], true)] })],
    ['whitening', (data) => ({ args: { epsilon: 1 }, solved: [map([width(data), width(data)], true)] })],
    [
      'cca',
      (data) => ({ args: { l2: 1 }, solved: [map([width(data), 1], true), map([depth(data), 1], true)] }),
    ],
  ];
  it.each(methods)('%s', (method, asked) => {
    fc.assert(
      fc.property(views, sizes, (data, batches) => {
        const whole = solved(method, data, { ...asked(data), batches: [data.inputs.length] });
        const parts = solved(method, data, { ...asked(data), batches });
        for (const [name, value] of Object.entries(whole.figures))
          expect(Math.abs(parts.figures[name]! - value) / Math.max(1, Math.abs(value))).toBeLessThan(1e-7);
        // Of equal variances or correlations, any direction is a solution: what comes out is compared for the others alone.
        if (method === 'ridge' || method === 'whitening')
          expect(distance(parts.values[0]!.weight, whole.values[0]!.weight)).toBeLessThan(1e-7);
      }),
      RUNS,
    );
  });
});

describe('class means', () => {
  it('are the same to the bit whatever the batches', () => {
    fc.assert(
      fc.property(views, sizes, ({ inputs }, batches) => {
        const second = inputs.map((_, n) => [n % 2 === 0 ? 1 : 0, n % 2]);
        const asked = { solved: [map([2, inputs[0]!.length], false)] };
        const [whole, parts] = [[inputs.length], batches].map((sizes) =>
          solved('class_means', { inputs, second }, { ...asked, batches: sizes }),
        );
        expect(parts!.values[0]!.weight).toEqual(whole!.values[0]!.weight);
        for (const at of [0, 1]) {
          const own = meansOf(inputs.filter((_, n) => n % 2 === at));
          const size = own.length;
          expect(distance(whole!.values[0]!.weight.slice(at * size, (at + 1) * size), own)).toBeLessThan(
            1e-9,
          );
        }
      }),
      RUNS,
    );
  });

  it('need an example of each class', () => {
    const data = {
      inputs: [[1], [2]],
      second: [
        [1, 0, 0],
        [1, 0, 0],
      ],
    };
    expect(() => solved('class_means', data, { solved: [map([3, 1], false)] })).toThrow(
      new UnsolvableError(
        'No example is of classes 1, 2 (of 3, from 0), so that there is no mean of them. Give the phase data that has them, or leave the class out.',
      ),
    );
  });
});

describe('examples', () => {
  it('are kept in their order whatever the batches', () => {
    fc.assert(
      fc.property(views, sizes, ({ inputs }, batches) => {
        const { values } = solved(
          'examples',
          { inputs },
          { solved: [map([inputs.length, inputs[0]!.length], false)], batches },
        );
        expect([...values[0]!.weight]).toEqual(inputs.flat().map(Math.fround));
      }),
      RUNS,
    );
  });

  it('have a row each', () => {
    const data = { inputs: [[1], [2], [3]] };
    expect(() => solved('examples', data, { solved: [map([2, 1], false)] })).toThrow(
      new UnsolvableError(
        'There are more examples than the 2 rows of the weight. Declare it with as many rows as there are examples, or let a data set take as many.',
      ),
    );
    expect(() => solved('examples', data, { solved: [map([4, 1], false)] })).toThrow(
      /There are 3 examples for the 4 rows/,
    );
  });
});

describe('kmeans', () => {
  it('ends with each centre in the middle of the examples that are nearest to it', () => {
    fc.assert(
      fc.property(vectors(2, 25), fc.integer({ min: 1, max: 4 }), (points, count) => {
        const rounded = points.map((row) => row.map(Math.fround));
        const { centres } = clustered(rounded, rounded.slice(0, count));
        const own = rounded.map((row) => {
          const distances = Array.from({ length: count }, (_, c) =>
            row.reduce((sum, value, i) => sum + (value - centres[c * 2 + i]!) ** 2, 0),
          );
          return distances.indexOf(Math.min(...distances));
        });
        for (let c = 0; c < count; c++) {
          const members = rounded.filter((_, n) => own[n] === c);
          if (members.length > 0)
            expect(distance(meansOf(members), centres.slice(c * 2, c * 2 + 2))).toBeLessThan(1e-5);
        }
      }),
      RUNS,
    );
  });

  it('moves a centre without examples to the one that is farthest from its own', () => {
    const { centres, figures } = clustered([[0], [0.1], [0.2], [9]], [[0], [100]]);
    expect([...centres].sort((a, b) => a - b)).toEqual([expect.closeTo(0.1, 5), 9]);
    expect(figures.inertia).toBeCloseTo(0.02, 6);
  });

  it('begins with different examples, and says where there are too few', () => {
    const halves = (numbers: number) => new Float32Array(numbers).fill(0.5);
    const first = firstCentres(Float32Array.from([1, 1, 5, 9]), 1, 3, halves);
    expect([...first].sort((a, b) => a - b)).toEqual([1, 5, 9]);
    expect(() => firstCentres(Float32Array.from([1, 1, 5, 5]), 1, 3, halves)).toThrow(
      new UnsolvableError(
        'There are only 2 different examples for 3 centres. Give the phase more data, or its weight fewer rows.',
      ),
    );
  });
});

/** Elementary functions on vectors, compared with JavaScript's in float64. */
import { describe, expect, it } from 'vitest';
import {
  createWasmMemory,
  elementary,
  encodeModule,
  getLocal,
  instantiate,
  loadVector,
  storeVector,
  VectorBuilder,
  type Lanes,
} from '../../../../src/runtime/engines/onednn/wasm/index.js';

type VectorFunction = (b: VectorBuilder, x: Lanes) => Lanes;

/** The function's values, four at a time. */
function valuesOf(compute: VectorFunction, numbers: Float32Array): Float32Array {
  const b = new VectorBuilder(2);
  const y = compute(b, b.keep('f32', [...getLocal(0), ...loadVector()]));
  const code = encodeModule({
    parameters: 2,
    integers: 0,
    vectors: b.vectors,
    body: [...b.before, ...b.code, ...getLocal(1), ...getLocal(y.local), ...storeVector()],
  });
  const memory = createWasmMemory(1);
  const run = instantiate(code, memory);
  const floats = new Float32Array(memory.buffer);
  const results = new Float32Array(numbers.length);
  for (let at = 0; at < numbers.length; at += 4) {
    floats.set(numbers.subarray(at, at + 4));
    run(0, 64);
    results.set(floats.subarray(16, 16 + Math.min(4, numbers.length - at)), at);
  }
  return results;
}

/** Distance in units in the last place of the right value. */
function unitsApart(is: number, should: number): number {
  const rounded = Math.fround(should);
  if (Object.is(is, rounded) || (Number.isNaN(is) && Number.isNaN(rounded))) return 0;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(rounded))));
  return Math.abs(is - should) / 2 ** (exponent - 23);
}

/** erf by its series, and by its continued fraction beyond 3. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  let [term, sum] = [size, size];
  for (let n = 1; n < 200; n++) {
    term *= (-size * size) / n;
    sum += term / (2 * n + 1);
  }
  return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
}

const spread = (from: number, to: number, count = 4000): Float32Array =>
  Float32Array.from({ length: count }, (_, at) => from + ((to - from) * at) / (count - 1));
/** Numbers of all sizes, with both signs. */
const ofAllSizes = Float32Array.from(
  { length: 4000 },
  (_, at) => (at % 2 ? 1 : -1) * 2 ** (-40 + (at % 800) / 10.1),
);
const special = Float32Array.of(0, Infinity, -Infinity, NaN, 1e-45, -1e-45, 3e38, -3e38);

const cases: [string, VectorFunction, (x: number) => number, Float32Array, number][] = [
  ['exp', elementary.exp, Math.exp, spread(-87, 88.7), 2],
  ['exp of all sizes', elementary.exp, Math.exp, special, 2],
  ['log', elementary.log, Math.log, spread(1e-3, 50), 2],
  ['log of tiny numbers', elementary.log, Math.log, Float32Array.of(1e-45, 1e-40, 1e-38, 1.2e-38), 2],
  ['log of special numbers', elementary.log, Math.log, special, 2],
  ['expm1', elementary.expm1, Math.expm1, ofAllSizes.filter((x) => x < 80), 3],
  ['log1p', elementary.log1p, Math.log1p, ofAllSizes.filter((x) => x > -0.99), 4],
  ['log1p of special numbers', elementary.log1p, Math.log1p, Float32Array.of(0, -1, Infinity, NaN), 4],
  ['expm1 up to one', elementary.expm1UpToOne, Math.expm1, ofAllSizes.filter((x) => x <= 1), 3],
  [
    'expm1 of special numbers',
    elementary.expm1UpToOne,
    Math.expm1,
    Float32Array.of(0, -Infinity, NaN, -1e-45),
    3,
  ],
  ['log1p up to one', elementary.log1pUpToOne, Math.log1p, spread(0, 1), 3],
  [
    'softplus',
    elementary.softplus,
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    spread(-87, 87),
    3,
  ],
  ['softplus of special numbers', elementary.softplus, (x) => x, Float32Array.of(Infinity, NaN, 3e38, 90), 1],
  ['sigmoid', elementary.sigmoid, (x) => 1 / (1 + Math.exp(-x)), spread(-80, 80), 4],
  ['tanh', elementary.tanh, Math.tanh, ofAllSizes, 3],
  ['tanh of special numbers', elementary.tanh, Math.tanh, Float32Array.of(0, Infinity, -Infinity, NaN), 3],
  ['erf', elementary.erf, erf, spread(-4, 4), 8],
  ['erf near 0', elementary.erf, erf, ofAllSizes.filter((x) => Math.abs(x) < 0.5), 3],
  [
    'erf of special numbers',
    elementary.erf,
    (x) => (Number.isNaN(x) ? NaN : Math.sign(x)),
    Float32Array.of(0, Infinity, -Infinity, NaN),
    1,
  ],
];

describe('elementary functions on vectors', () => {
  it.each(cases)('%s is right to a few units in the last place', (_, compute, exact, numbers, units) => {
    const results = valuesOf(compute, numbers);
    const worst = numbers.reduce(
      (largest, x, at) => {
        const apart = unitsApart(results[at]!, exact(x));
        return apart > largest.apart ? { apart, x, is: results[at]!, should: exact(x) } : largest;
      },
      { apart: 0, x: 0, is: 0, should: 0 },
    );
    expect(worst.apart, JSON.stringify(worst)).toBeLessThanOrEqual(units);
  });
});

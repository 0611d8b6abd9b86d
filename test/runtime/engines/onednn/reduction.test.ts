/** Reductions in WebAssembly, compared with loops in float64. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reductionStages } from '../../../../src/runtime/engines/onednn/emit/reduce.js';
import {
  compileColumnReduction,
  compileRowReduction,
  type ReductionKind,
} from '../../../../src/runtime/engines/onednn/reduction/index.js';
import { createWasmMemory, instantiate } from '../../../../src/runtime/engines/onednn/wasm/index.js';

const memory = createWasmMemory(64);
const floats = new Float32Array(memory.buffer);
const RESULTS = 500_000;

const combine: Record<ReductionKind, (a: number, b: number) => number> = {
  sum: (a, b) => a + b,
  max: Math.max,
  min: Math.min,
};
const start: Record<ReductionKind, number> = { sum: 0, max: -Infinity, min: Infinity };

const noise = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, at) => Math.sin(at * 12.9898 + seed) * 3);

describe('reductions', () => {
  const sides = fc.tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 300 }),
    fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 40 })),
  );
  it('give what a loop gives, and write nothing else', () => {
    fc.assert(
      fc.property(
        sides,
        fc.constantFrom<ReductionKind>('sum', 'max', 'min'),
        fc.nat(1000),
        ([outer, length, inner], kind, seed) => {
          const numbers = noise(outer * length * inner, seed);
          floats.set(numbers);
          floats.fill(7, RESULTS, RESULTS + outer * inner + 8);
          const scale = kind === 'sum' ? 0.25 : 1;
          if (inner === 1)
            instantiate(compileRowReduction(kind, scale), memory)(0, RESULTS * 4, outer, length);
          else instantiate(compileColumnReduction(kind, scale, inner), memory)(0, RESULTS * 4, outer, length);
          for (let o = 0; o < outer; o++) {
            for (let i = 0; i < inner; i++) {
              let should = start[kind];
              for (let l = 0; l < length; l++)
                should = combine[kind](should, numbers[(o * length + l) * inner + i]!);
              const is = floats[RESULTS + o * inner + i]!;
              expect(Math.abs(is - should * scale)).toBeLessThanOrEqual(2e-6 * Math.sqrt(length));
            }
          }
          const beyond = RESULTS + outer * inner;
          expect([...floats.subarray(beyond, beyond + 4)]).toEqual([7, 7, 7, 7]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lose nothing in sums of a million numbers', () => {
    const length = 400_000;
    floats.fill(0.1, 0, length);
    instantiate(compileRowReduction('sum', 1), memory)(0, RESULTS * 4, 1, length);
    expect(floats[RESULTS]! / (length * Math.fround(0.1))).toBeCloseTo(1, 6);
  });

  it('of any sides are stages of one run of sides each', () => {
    const shapes = fc.array(fc.record({ side: fc.integer({ min: 1, max: 4 }), reduced: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(shapes, (list) => {
        const shape = list.map(({ side }) => side);
        const axes = list.flatMap(({ reduced }, axis) => (reduced ? [axis] : []));
        const numbers = noise(
          shape.reduce((a, b) => a * b, 1),
          1,
        );
        let values = [...numbers];
        for (const [outer, length, inner] of reductionStages(shape, axes)) {
          values = Array.from({ length: outer * inner }, (_, at) => {
            const [o, i] = [Math.floor(at / inner), at % inner];
            return Array.from({ length }, (__, l) => values[(o * length + l) * inner + i]!).reduce(
              (a, b) => a + b,
            );
          });
        }
        // The same by the place of each number.
        const kept = new Map<string, number>();
        numbers.forEach((one, at) => {
          let rest = at;
          const place = shape.map(() => 0);
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape[axis]!;
            rest = Math.floor(rest / shape[axis]!);
          }
          const key = place.filter((_, axis) => !axes.includes(axis)).join();
          kept.set(key, (kept.get(key) ?? 0) + one);
        });
        expect(values.length).toBe(kept.size);
        [...kept.values()].forEach((should, at) => expect(values[at]).toBeCloseTo(should, 4));
      }),
      { numRuns: 200 },
    );
  });
});

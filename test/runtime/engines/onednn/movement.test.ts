/** Loops in WebAssembly that move numbers, compared with loops in JavaScript. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowMajorStrides } from '../../../../src/runtime/engines/onednn/layout.js';
import {
  collapsedSides,
  compileArgMax,
  compileBroadcast,
} from '../../../../src/runtime/engines/onednn/movement/index.js';
import { createWasmMemory, instantiate } from '../../../../src/runtime/engines/onednn/wasm/index.js';

const memory = createWasmMemory(16);
const floats = new Float32Array(memory.buffer);
const integers = new Int32Array(memory.buffer);
const RESULTS = 100_000;

describe('numbers that are written out along further sides', () => {
  const sides = fc.array(fc.record({ side: fc.integer({ min: 1, max: 6 }), own: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  });

  it('are where they should be, also if the work is split, and nothing else is written', () => {
    fc.assert(
      fc.property(sides, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const shape = list.map(({ side }) => side);
        const own = list.map(({ side, own: is }) => (is ? side : 1));
        const strides = rowMajorStrides(own).map((stride, at) => (own[at] === 1 ? 0 : stride));
        const all = shape.reduce((a, b) => a * b, 1);
        for (let at = 0; at < 50_000; at++) floats[at] = at + 0.5;
        floats.fill(-1, RESULTS, RESULTS + all + 8);
        const collapsed = collapsedSides(shape, strides);
        const { length, stride } = collapsed[0]!;
        const run = instantiate(compileBroadcast(collapsed), memory);
        const first = Math.floor(share * length);
        if (first > 0) run(0, RESULTS * 4, first);
        if (first < length) run(first * stride * 4, (RESULTS + (first * all) / length) * 4, length - first);
        for (let place = 0; place < all; place++) {
          let rest = place;
          let from = 0;
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            from += (rest % shape[axis]!) * strides[axis]!;
            rest = Math.floor(rest / shape[axis]!);
          }
          expect(floats[RESULTS + place]).toBe(from + 0.5);
        }
        expect([...floats.subarray(RESULTS + all, RESULTS + all + 8)]).toEqual(Array(8).fill(-1));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the place of the largest number', () => {
  it('is the first of equals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.constantFrom(-Infinity, -2, 0, 1, 3, Infinity, NaN), { minLength: 12, maxLength: 120 }),
        (length, numbers) => {
          const rows = Math.floor(numbers.length / length);
          floats.set(numbers);
          integers.fill(-1, RESULTS, RESULTS + rows + 1);
          instantiate(compileArgMax(), memory)(0, RESULTS * 4, rows, length);
          for (let row = 0; row < rows; row++) {
            let best = 0;
            for (let at = 1; at < length; at++) {
              if (numbers[row * length + at]! > numbers[row * length + best]!) best = at;
            }
            expect(integers[RESULTS + row]).toBe(best);
          }
          expect(integers[RESULTS + rows]).toBe(-1);
        },
      ),
    );
  });
});

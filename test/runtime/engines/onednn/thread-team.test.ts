/** Loops that threads compute in parts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitEvenly } from '../../../../src/runtime/engines/onednn/emit/split-evenly.js';
import { compileRowReduction } from '../../../../src/runtime/engines/onednn/reduction/index.js';
import { createWasmMemory, openThreadTeam } from '../../../../src/runtime/engines/onednn/wasm/index.js';

describe('parts of loops', () => {
  it('are all rows once, in order, and begin at multiples of the grain', () => {
    const rows = fc.integer({ min: 1, max: 200_000 });
    fc.assert(
      fc.property(
        rows,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        (whole, grain, threads, odd) => {
          const count = odd ? whole + 0.25 : whole;
          const parts = splitEvenly(count, count * 4, grain, threads);
          expect(parts.length).toBeLessThanOrEqual(threads);
          let next = 0;
          for (const { first, count: own } of parts) {
            expect(first).toBe(next);
            expect(first % grain).toBe(0);
            expect(own).toBeGreaterThan(0);
            next = first + own;
          }
          expect(next).toBeCloseTo(count);
        },
      ),
    );
  });
});

describe('a team of threads', () => {
  it('computes all parts before it goes on, again and again', async () => {
    const memory = createWasmMemory(16);
    const floats = new Float32Array(memory.buffer);
    const team = openThreadTeam(memory, 3);
    try {
      const code = compileRowReduction('sum', 1);
      const [rows, length, results] = [300, 100, 100_000];
      const run = team.loop(
        code,
        [0, 1, 2].map((part) => [part * 100 * length * 4, (results + part * 100) * 4, 100, length]),
      );
      for (let turn = 1; turn <= 50; turn++) {
        floats.fill(turn, 0, rows * length);
        run();
        expect(floats.subarray(results, results + rows).every((one) => one === turn * length)).toBe(true);
      }
    } finally {
      await team.close();
    }
  });
});

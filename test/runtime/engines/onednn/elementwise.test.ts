/** Groups of element-wise calls: how operands are spread, and which calls are put together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planElementwiseGroups, spreadOf } from '../../../../src/runtime/engines/onednn/elementwise/index.js';
import type { KernelCall, StepProgram } from '../../../../src/runtime/capture/index.js';

/** For each element of `result`, the number of the operand's element that NumPy's rules give it. */
function broadcastIndices(operand: readonly number[], result: readonly number[]): number[] {
  const sides = [...Array.from({ length: result.length - operand.length }, () => 1), ...operand];
  return Array.from({ length: result.reduce((a, b) => a * b, 1) }, (_, element) => {
    let [rest, index, stride] = [element, 0, 1];
    for (let axis = result.length - 1; axis >= 0; axis--) {
      const at = rest % result[axis]!;
      rest = Math.floor(rest / result[axis]!);
      if (sides[axis] !== 1) index += at * stride;
      stride *= sides[axis]!;
    }
    return index;
  });
}

describe('operands of element-wise calls', () => {
  const shapes = fc.array(fc.record({ side: fc.integer({ min: 1, max: 4 }), own: fc.boolean() }), {
    minLength: 1,
    maxLength: 5,
  });
  it('are spread as NumPy spreads them', () => {
    fc.assert(
      fc.property(shapes, fc.nat(4), (list, cut) => {
        const result = list.map(({ side }) => side);
        const whole = list.map(({ side, own }) => (own ? side : 1));
        const leadingOnes = whole.findIndex((side) => side !== 1);
        const operand = whole.slice(Math.min(cut, leadingOnes < 0 ? whole.length : leadingOnes));
        const spread = spreadOf(operand, result);
        const indices = broadcastIndices(operand, result);
        const expected = indices.map((_, element): number => {
          switch (spread.kind) {
            case 'full':
              return element;
            case 'scalar':
              return 0;
            case 'inner':
              return element % spread.columns;
            case 'outer':
              return Math.floor(element / spread.columns);
            case 'middle': {
              const row = Math.floor(element / spread.columns);
              return Math.floor(row / spread.repeat) * spread.columns + (element % spread.columns);
            }
            default:
              return indices[element]!;
          }
        });
        expect(expected).toEqual(indices);
      }),
      { numRuns: 500 },
    );
  });
});

const float = (...shape: number[]) => ({ shape, dtype: 'float32' as const });
const call = (kernel: string, inputs: Record<string, number>, output: number, attrs = {}): KernelCall => ({
  kernel,
  inputs,
  attrs,
  outputs: [output],
  scope: '',
});

describe('groups of element-wise calls', () => {
  it('are computed where the last of them stands, and nothing waits for them before', () => {
    // 2 = x + x; 3 = sum(2); 4 = -2; 5 = 3 * x
    const calls = [
      call('Add', { a: 0, b: 0 }, 2),
      call('Sum', { x: 2 }, 3, { axis: [0], keepDims: false }),
      call('Neg', { x: 2 }, 4),
      call('Multiply', { a: 3, b: 4 }, 5),
    ];
    const program = {
      name: 'step',
      batchSize: 8,
      values: [float(8), float(8), float(8), float(), float(8), float(8)],
      inputs: [{ kind: 'field', name: 'x', value: 0 }],
      constants: [],
      calls,
      outputs: [{ kind: 'result', name: 'y', value: 5 }],
    } as StepProgram;
    const groups = planElementwiseGroups(program, new Set());
    // The sum needs 2 before -2 is computed: two groups, not one.
    expect(groups.get(calls[0]!)!.position).toBe(0);
    expect(groups.get(calls[2]!)).toBe(groups.get(calls[3]!));
    expect(groups.get(calls[3]!)!.position).toBe(3);
    expect(groups.has(calls[1]!)).toBe(false);
  });
});

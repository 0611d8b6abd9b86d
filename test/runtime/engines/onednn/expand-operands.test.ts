/** Operands that are spread in several runs of sides are written out along all but the longest. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandedShape } from '../../../../src/runtime/engines/onednn/elementwise/expand-operands.js';
import { spreadOf } from '../../../../src/runtime/engines/onednn/elementwise/plan-groups.js';

describe('operands that are spread in several runs of sides', () => {
  it('become rows', () => {
    const image = [8, 64, 64, 4, 2];
    expect(expandedShape([8, 1, 1, 4, 1], image)).toEqual([8, 1, 1, 4, 2]);
    expect(spreadOf([8, 1, 1, 4, 2], image)).toEqual({ kind: 'middle', columns: 8, repeat: 4096 });
    expect(expandedShape([64, 1, 2], [8, 64, 64, 2])).toEqual([8, 64, 1, 2]);
  });

  it('stay as they are where no run is worth it', () => {
    expect(expandedShape([2, 1, 3, 1, 5], [2, 4, 3, 4, 5])).toBeNull();
  });

  it('are spread by rows afterwards, whatever their sides', () => {
    const sides = fc.array(fc.record({ side: fc.integer({ min: 1, max: 20 }), own: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(sides, (list) => {
        const result = list.map(({ side }) => side);
        const operand = list.map(({ side, own }) => (own ? side : 1));
        if (spreadOf(operand, result).kind !== 'general') return;
        const shape = expandedShape(operand, result);
        if (shape) expect(spreadOf(shape, result).kind).not.toBe('general');
      }),
      { numRuns: 2000 },
    );
  });
});

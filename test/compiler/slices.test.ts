/** Slices mean what they mean in NumPy: test/keras/slices.py. */
import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import type { TensorType } from '../../src/vocabulary/index.js';
import { lowerText } from '../support/lower-text.js';

const { cases } = JSON.parse(
  readFileSync(new URL('../keras/slices.expected.json', import.meta.url), 'utf8'),
) as { cases: { text: string; shape: number[] }[] };

const fields: Record<string, TensorType> = {
  x: { shape: [null, 5, 4], dtype: 'float32' },
  i: { shape: [null], dtype: 'int32' },
};

describe('slices', () => {
  it.each(cases)('x[$text] has the shape of NumPy', ({ text, shape }) => {
    const { wires, root, diagnostics } = lowerText(`x[${text}]`, fields);
    expect(diagnostics).toEqual([]);
    expect(wires[root!]!.type.shape.map((side) => side ?? 3)).toEqual(shape);
  });

  it('are one value however they are written', () => {
    const one = lowerText('x[:, 0:3] + x[:, :3] + x[:, :-2, :] + x[:, 0:3:1, ...]', fields);
    expect(one.wires.filter((wire) => wire.op === 'function' && wire.name === 'slice')).toHaveLength(1);
    expect(lowerText('x[...]', fields).wires).toHaveLength(1);
  });

  it.each([
    ['x[:, 5]', 'wrong-shape', '5', 'axis 1 of [batch, 5, 4] has no place 5'],
    ['x[:, -6]', 'wrong-shape', '-6', 'axis 1 of [batch, 5, 4] has no place -6'],
    ['x[1]', 'wrong-shape', '1', 'of the batch, only the first example is sure to be there'],
    ['x[0:8]', 'wrong-shape', '0:8', 'the batch can not be cut'],
    ['x[:, 3:3]', 'wrong-shape', '3:3', 'this slice of axis 1 of [batch, 5, 4] is empty'],
    ['x[:, ::0]', 'wrong-shape', '0', 'a step of 0'],
    ['x[0, 0, 0, 0]', 'wrong-shape', 'x[0, 0, 0, 0]', '4 axes are sliced here, of [batch, 5, 4]'],
    ['x[..., 0, ...]', 'wrong-shape', '...', 'only one ...'],
    ['x[:, i]', 'not-constant', 'i', 'the bounds of a slice must be known before anything runs'],
    ['x[:, 1.5]', 'wrong-shape', '1.5', '1.5 is no place of an axis'],
    ['x[]', 'missing-operand', '[]', 'there is nothing between these brackets'],
    ['x[:, 0', 'unclosed-parenthesis', '[', 'this [ is not closed'],
    ['x[0,]', 'missing-operand', ',', 'a value is missing after `,`'],
  ])('%s is refused: %s at %s', (text, code, place, message) => {
    const { diagnostics } = lowerText(text, fields);
    expect(diagnostics).toHaveLength(1);
    const [{ range, ...found }] = diagnostics as [(typeof diagnostics)[number]];
    expect(found.code).toBe(code);
    expect(found.message).toContain(message);
    expect(text.slice(range!.start, range!.end)).toBe(place);
  });
});

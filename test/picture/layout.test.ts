import { expect, it } from 'vitest';
import { layOut } from '../../src/picture/index.js';

it('lays out networks that have no data above them', () => {
  const boxes = ['a', 'b'].map((id) => ({ id, width: 10, height: 10 }));
  const { boxes: placed, edges } = layOut(boxes, [{ from: 'a', to: 'b' }]);
  expect(placed.get('a')!.y).toBeLessThan(placed.get('b')!.y);
  expect(edges).toHaveLength(1);
});

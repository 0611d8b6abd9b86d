import { Type } from '../schema.js';
import { initializer, sizeOf } from './define.js';

export const zeros = initializer({
  name: 'zeros',
  summary: 'All numbers 0.',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape) => new Float32Array(sizeOf(shape)),
});

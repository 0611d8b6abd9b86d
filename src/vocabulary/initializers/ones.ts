import { Type } from '../schema.js';
import { initializer, sizeOf } from './define.js';

export const ones = initializer({
  name: 'ones',
  summary: 'All numbers 1.',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape) => new Float32Array(sizeOf(shape)).fill(1),
});

import { Type } from '../schema.js';
import { initializer, sizeOf } from './define.js';

export const constant = initializer({
  name: 'constant',
  summary: 'All numbers the same.',
  args: Type.Object(
    { value: Type.Number({ default: 0, description: 'The number.' }) },
    { additionalProperties: false },
  ),
  fill: (shape, { value }) => new Float32Array(sizeOf(shape)).fill(value),
});

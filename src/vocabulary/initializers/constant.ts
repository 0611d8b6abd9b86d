import { Type } from '../typebox-builders.js';
import { defineInitializer, weightSize } from './define-initializer.js';

export const constant = defineInitializer({
  name: 'constant',
  summary: 'All numbers the same.',
  args: Type.Object(
    { value: Type.Number({ default: 0, description: 'The number.' }) },
    { additionalProperties: false },
  ),
  fill: (shape, { value }) => new Float32Array(weightSize(shape)).fill(value),
});

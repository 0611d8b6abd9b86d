import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { shapeSize } from '../tensor-shape.js';

export const constant = defineInitializer({
  name: 'constant',
  summary: 'All numbers the same.',
  main: 'value',
  args: Type.Object(
    { value: Type.Number({ default: 0, description: 'The number.' }) },
    { additionalProperties: false },
  ),
  deterministic: true,
  fill: (shape, { value }) => new Float32Array(shapeSize(shape)).fill(value),
});

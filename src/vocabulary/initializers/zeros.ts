import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { shapeSize } from '../tensor-shape.js';

export const zeros = defineInitializer({
  name: 'zeros',
  summary: 'All numbers 0.',
  args: Type.Object({}, { additionalProperties: false }),
  deterministic: true,
  fill: (shape) => new Float32Array(shapeSize(shape)),
});

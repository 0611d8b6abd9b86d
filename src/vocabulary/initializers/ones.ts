import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { shapeSize } from '../tensor-shape.js';

export const ones = defineInitializer({
  name: 'ones',
  summary: 'All numbers 1.',
  args: Type.Object({}, { additionalProperties: false }),
  deterministic: true,
  fill: (shape) => new Float32Array(shapeSize(shape)).fill(1),
});

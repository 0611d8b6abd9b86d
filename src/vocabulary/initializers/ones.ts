import { Type } from '../typebox-builders.js';
import { defineInitializer, weightSize } from './define-initializer.js';

export const ones = defineInitializer({
  name: 'ones',
  summary: 'All numbers 1.',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape) => new Float32Array(weightSize(shape)).fill(1),
});

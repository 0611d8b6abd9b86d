import { Type } from '../typebox-builders.js';
import { defineInitializer, weightSize } from './define-initializer.js';

export const zeros = defineInitializer({
  name: 'zeros',
  summary: 'All numbers 0.',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape) => new Float32Array(weightSize(shape)),
});

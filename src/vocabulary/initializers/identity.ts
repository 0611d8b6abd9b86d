import { Type } from '../typebox-builders.js';
import { shapeSize } from '../tensor-shape.js';
import { defineInitializer } from './define-initializer.js';

/**
 * `IdentityInitializer` of Keras 3's initializers/constant_initializers.py. All dimensions but the last are flattened
 * to rows; a weight of more or less than two dimensions is what Keras refuses.
 */
export const identityInitializer = defineInitializer({
  name: 'identity',
  summary: 'Ones on the diagonal, and zeros elsewhere.',
  args: Type.Object(
    { gain: Type.Number({ default: 1, description: 'The number on the diagonal.' }) },
    { additionalProperties: false },
  ),
  main: 'gain',
  deterministic: true,
  fill(shape, { gain }) {
    const width = shape.length < 2 ? 1 : shape.at(-1)!;
    return Float32Array.from({ length: shapeSize(shape) }, (_, at) =>
      Math.floor(at / width) === at % width ? gain : 0,
    );
  },
});

import type { EmitterTable } from '../site.js';
import { arrange } from './arrange.js';
import { convolution } from './convolution.js';
import { elementwise } from './elementwise.js';
import { image } from './image.js';
import { masks } from './masks.js';
import { product } from './product.js';
import { reduce } from './reduce.js';
import { upsampling } from './upsampling.js';

/** How each kernel is written in TensorFlow's operations. */
export const emitters: EmitterTable = {
  ...elementwise,
  ...reduce,
  ...arrange,
  ...product,
  ...convolution,
  ...image,
  ...masks,
  ...upsampling,
};

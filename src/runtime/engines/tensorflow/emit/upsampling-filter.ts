/** The filter of an upsampling and the convolution after it as one, and the way back (see engines/passes/upsampling.ts). */
import { upsamplingFilterMatrix } from '../../passes/index.js';
import type { TensorflowEmitter, TensorflowEmitterTable } from '../call-site.js';

type Pair = readonly [number, number];

const T = 'float32';

const upsamplingFilterEmitter =
  (isGradient: boolean): TensorflowEmitter =>
  (site) => {
    const { scale, turned } = site.call.attrs as { scale: Pair; turned: boolean };
    const shape = site.shape('x');
    const [rows = 1, columns = 1] = site.output.shape;
    const [height = 1, width = 1, a = 1, b = 1] = shape;
    const small: Pair = isGradient ? [rows, columns] : [height, width];
    const matrix = upsamplingFilterMatrix(small, scale, turned);
    const data = Float32Array.from(matrix.flat());
    const constant = site.graph.constant(T, [matrix.length, small[0] * small[1]], data);
    const made = site.node('MatMul', [constant, site.reshape(site.in('x'), T, [height * width, a * b])], {
      T,
      transpose_a: isGradient,
      transpose_b: false,
    });
    const placed = site.reshape(made, T, [rows, columns, a, b]);
    return turned ? site.transpose(placed, T, [0, 1, 3, 2]) : placed;
  };

export const tensorflowUpsamplingFilterEmitters: TensorflowEmitterTable = {
  '@Spread': upsamplingFilterEmitter(false),
  '@Gather': upsamplingFilterEmitter(true),
};

/**
 * The summed filter of upsampling followed by convolution, and its adjoint for the gradient (see
 * passes/fuse-upsampling.ts).
 */
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
    const kernel: Pair = isGradient ? [rows, columns] : [height, width];
    const matrix = upsamplingFilterMatrix(kernel, scale, turned);
    const data = Float32Array.from(matrix.flat());
    const constant = site.graph.constant(T, [matrix.length, kernel[0] * kernel[1]], data);
    const product = site.node('MatMul', [constant, site.reshape(site.in('x'), T, [height * width, a * b])], {
      T,
      transpose_a: isGradient,
      transpose_b: false,
    });
    const result = site.reshape(product, T, [rows, columns, a, b]);
    return turned ? site.transpose(result, T, [0, 1, 3, 2]) : result;
  };

export const tensorflowUpsamplingFilterEmitters: TensorflowEmitterTable = {
  '@Spread': upsamplingFilterEmitter(false),
  '@Gather': upsamplingFilterEmitter(true),
};

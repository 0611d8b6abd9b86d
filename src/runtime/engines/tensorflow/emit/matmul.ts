/** Matrix products. */
import type { TensorflowEmitterTable } from '../call-site.js';

export const tensorflowMatmulEmitters: TensorflowEmitterTable = {
  BatchMatMul: (site) => {
    const type = site.output.dtype;
    const [a, b] = [site.in('a', type), site.in('b', type)];
    const [left, right] = [site.attr<boolean>('transposeA'), site.attr<boolean>('transposeB')];
    if (site.shape('a').length === 2 && site.shape('b').length === 2) {
      return site.node('MatMul', [a, b], { T: type, transpose_a: left, transpose_b: right });
    }
    return site.node('BatchMatMulV2', [a, b], { T: type, adj_x: left, adj_y: right });
  },
};

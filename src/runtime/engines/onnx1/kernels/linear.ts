/** Matrix products. */
import { input, output, type EmitterTable } from '../lowering.js';

export const linear: EmitterTable = {
  BatchMatMul: (call, lowering) => {
    const { graph } = lowering;
    const [a, b] = [lowering.get(input(call, 'a')), lowering.get(input(call, 'b'))];
    const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
    const product =
      transposeA || transposeB
        ? graph.extra('FusedMatMul', [a, b], { transA: Number(transposeA), transB: Number(transposeB) })
        : graph.op('MatMul', [a, b]);
    lowering.set(output(call), product, 'plain');
  },
};

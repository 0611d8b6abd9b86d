import type { ClosedForm, ClosedFormRequest } from './closed-form.js';
import { isNoise, singularValuesOf, valuesOf } from './linear-algebra.js';
import { createMoments } from './moments.js';
import { biasOf, errorsOf, products } from './ridge.js';

/** Minimizes |y - s x R - b| over orthogonal R: the polar factor U V^T of X^T Y = U S V^T (Schoenemann 1966). */
export function createProcrustes({ args, inputs, second, solved }: ClosedFormRequest): ClosedForm {
  const { hasBias } = solved[0]!;
  const moments = createMoments({ x: inputs, y: second }, false);
  return {
    add: moments.add,
    state: moments.state,
    solve() {
      const { xx, xy } = products(moments, hasBias);
      const { left, right, values } = singularValuesOf(xy);
      const length = xx.trace();
      const scale = args.scale === true ? values.reduce((sum, value) => sum + value, 0) / (length || 1) : 1;
      const kernel = left.mmul(right.transpose()).mul(scale);
      const bias = hasBias ? biasOf(moments, kernel) : null;
      const { error, score } = errorsOf(moments, kernel, bias, { xx, xy });
      const open = values.filter((value) => isNoise(value, values[0]!, inputs)).length;
      return {
        values: [{ weight: valuesOf(kernel), bias }],
        figures: { loss: error, r2_score: score, ...(args.scale === true ? { scale } : {}) },
        notices:
          open === 0
            ? []
            : [
                `the inputs and the targets have ${open} of ${inputs} directions in which nothing tells how they belong together; there the rotation is one of several that fit equally well`,
              ],
      };
    },
  };
}

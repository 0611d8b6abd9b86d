import type { ClosedForm, ClosedFormRequest } from './closed-form.js';
import { thereAndBack } from './components.js';
import { spectrumOf } from './linear-algebra.js';
import { createMoments } from './moments.js';
import { covarianceOf } from './pca.js';
import { rankNotice } from './rank-notices.js';

/** ZCA: V (D + e)^-1/2 V^T; PCA: V (D + e)^-1/2, of the covariance V D V^T. */
export function createWhitening({ args, inputs, solved }: ClosedFormRequest): ClosedForm {
  const epsilon = args.epsilon as number;
  const components = solved[0]!.shape[1]!;
  const moments = createMoments({ x: inputs, y: 0 }, false);
  return {
    add: moments.add,
    state: moments.state,
    solve() {
      const spectrum = spectrumOf(covarianceOf(moments));
      const { values, vectors, rank } = spectrum;
      const roots = values.map((value) => Math.sqrt(value + epsilon));
      const kept = vectors.subMatrix(0, inputs - 1, 0, components - 1);
      const there = kept.clone();
      const back = kept.clone();
      for (let at = 0; at < components; at++) {
        there.mulColumn(at, roots[at]! > 0 ? 1 / roots[at]! : 0);
        back.mulColumn(at, roots[at]!);
      }
      const isZca = args.kind === 'zca';
      const turned = kept.transpose();
      const loss = values
        .slice(0, components)
        .reduce((sum, value, at) => sum + (roots[at]! > 0 ? (value / roots[at]! ** 2 - 1) ** 2 : 1), 0);
      return {
        values: thereAndBack(
          moments.mean.x,
          isZca ? there.mmul(turned) : there,
          isZca ? back.mmul(turned) : back.transpose(),
          solved,
        ),
        figures: { loss: loss / components ** 2, rank },
        notices:
          epsilon > 0 || rank >= components
            ? []
            : rankNotice(
                'the inputs',
                spectrum,
                'the others are mapped to 0: an epsilon above 0 would keep them',
              ),
      };
    },
  };
}

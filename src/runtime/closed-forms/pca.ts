import { UnsolvableError, type ClosedForm, type ClosedFormRequest } from './closed-form.js';
import { ofComponents, thereAndBack } from './components.js';
import { matrixOf, spectrumOf } from './linear-algebra.js';
import { createMoments, type Moments } from './moments.js';
import { rankNotice } from './rank-notices.js';

/** Covariance [features, features], by one less than the number of examples, as in NumPy and scikit-learn. */
export function covarianceOf({ xx, count, mean }: Moments) {
  if (count() < 2)
    throw new UnsolvableError('There is only one example, and nothing varies. Give the phase more data.');
  return matrixOf(
    xx.map((value) => value / (count() - 1)),
    mean.x.length,
    mean.x.length,
  );
}

/** Eigenvectors of the covariance. */
export function createPca({ inputs, solved }: ClosedFormRequest): ClosedForm {
  const components = solved[0]!.shape[1]!;
  const moments = createMoments({ x: inputs, y: 0 }, false);
  return {
    add: moments.add,
    state: moments.state,
    solve() {
      const spectrum = spectrumOf(covarianceOf(moments));
      const { values, vectors, rank } = spectrum;
      const kernel = vectors.subMatrix(0, inputs - 1, 0, components - 1);
      const total = values.reduce((sum, value) => sum + value, 0);
      const kept = values.slice(0, components);
      const explained = kept.reduce((sum, value) => sum + value, 0);
      const count = moments.count();
      return {
        values: thereAndBack(moments.mean.x, kernel, kernel.transpose(), solved),
        figures: {
          loss: ((total - explained) * (count - 1)) / count / inputs,
          explained_variance_ratio: total === 0 ? 1 : explained / total,
          ...ofComponents('explained_variance', kept),
        },
        notices:
          rank >= components
            ? []
            : rankNotice('the inputs', spectrum, `the last ${components - rank} components explain nothing`),
      };
    },
  };
}

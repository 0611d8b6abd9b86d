import { Type } from '../typebox-builders.js';
import { defineSolver, vectorProblem, weightProblem } from './define-solver.js';
import { componentsProblem } from './components-problem.js';

export const whitening = defineSolver({
  name: 'whitening',
  summary: 'Makes the features uncorrelated and of variance 1 (Kessy, Lewin and Strimmer 2018).',
  about:
    'With `kind: zca` the kernel is the inverse root of the covariance, which changes the inputs least; with `kind: pca` its outputs are the principal components, those of most variance first. The bias subtracts the mean. A second entry of `train` is given the way back. Directions in which the inputs do not vary are mapped to 0 where `epsilon` is 0, and the run says so. Figures: `loss`, the mean squared distance of the covariance of what comes out from the identity, and `rank`, the number of directions in which the inputs vary.',
  second: null,
  args: Type.Object(
    {
      kind: Type.Union([Type.Literal('zca'), Type.Literal('pca')], {
        default: 'zca',
        description:
          '`zca` stays close to the inputs; `pca` gives principal components, and may have fewer outputs.',
      }),
      epsilon: Type.Number({
        default: 0,
        minimum: 0,
        description: 'Added to the variances, so that directions of little variance are not blown up.',
      }),
    },
    { additionalProperties: false },
  ),
  fills: 'maps',
  entries: { least: 1, most: 2, what: 'the whitening map, and the way back' },
  passes: 'one',
  regularizedBy: 'epsilon',
  check(shapes, { kind }) {
    const vectors = vectorProblem(shapes);
    if (vectors) return vectors;
    if (kind === 'pca') return componentsProblem(shapes);
    const features = shapes.inputs[0]!;
    const why = `zca has as many outputs as inputs, ${features}`;
    return (
      weightProblem(shapes, 0, [features, features], why) ??
      weightProblem(shapes, 1, [features, features], why)
    );
  },
  figures: () => ['loss', 'rank'],
});

import { Type } from '../typebox-builders.js';
import { defineSolver, vectorProblem, weightProblem } from './define-solver.js';

export const ridge = defineSolver({
  name: 'ridge',
  summary:
    'Linear regression of the targets on the inputs, with or without an L2 penalty (Hoerl and Kennard 1970).',
  about:
    'What is made least is `mean_squared_error(targets, inputs * kernel + bias)` plus `l2` times the sum of the squared kernel, so that training by this loss with the regularizer `{L2: l2}` approaches the same weights. In scikit-learn it is `Ridge(alpha)` with alpha = l2 * examples * outputs. Without a bias the fit goes through the origin. Figures: `loss`, `mean_squared_error`, and `r2_score`, the share of the variance of the targets that is explained, averaged over the outputs.',
  second: { key: 'targets', description: 'What is predicted of the inputs: a vector of each example.' },
  args: Type.Object(
    {
      l2: Type.Number({
        default: 0,
        minimum: 0,
        description:
          'How strongly the kernel is drawn to 0. With 0, of several solutions the smallest is taken.',
      }),
    },
    { additionalProperties: false },
  ),
  fills: 'maps',
  entries: { least: 1, most: 1, what: 'the map from inputs to targets' },
  passes: 'one',
  regularizedBy: 'l2',
  check(shapes) {
    const vectors = vectorProblem(shapes);
    if (vectors) return vectors;
    const [inputs, targets] = [shapes.inputs[0]!, shapes.second![0]!];
    return weightProblem(shapes, 0, [inputs, targets], `${inputs} inputs are mapped to ${targets} targets`);
  },
  figures: () => ['loss', 'mean_squared_error', 'r2_score'],
});

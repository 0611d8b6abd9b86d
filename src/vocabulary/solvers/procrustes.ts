import { Type } from '../typebox-builders.js';
import { defineSolver, vectorProblem, weightProblem } from './define-solver.js';

export const procrustes = defineSolver({
  name: 'procrustes',
  summary: 'The rotation or reflection of the inputs that comes closest to the targets (Schoenemann 1966).',
  about:
    'The kernel is orthogonal, or a multiple of an orthogonal one with `scale`; the bias moves the mean of what is rotated to that of the targets. Without a bias nothing is centred, as in `scipy.linalg.orthogonal_procrustes`. Figures: `loss`, the mean squared error, and `r2_score`.',
  second: {
    key: 'targets',
    description: 'What the inputs are rotated to: a vector of each example, of the same length.',
  },
  args: Type.Object(
    {
      scale: Type.Boolean({
        default: false,
        description: 'Whether the rotated inputs are made longer or shorter by one factor as well.',
      }),
    },
    { additionalProperties: false },
  ),
  fills: 'maps',
  entries: { least: 1, most: 1, what: 'the rotation' },
  passes: 'one',
  regularizedBy: null,
  check(shapes) {
    const vectors = vectorProblem(shapes);
    if (vectors) return vectors;
    const [inputs, targets] = [shapes.inputs[0]!, shapes.second![0]!];
    if (inputs !== targets) {
      return {
        at: 'second',
        message: `a rotation keeps the number of features, but ${inputs} inputs are to become ${targets} targets`,
        help: 'use ridge, or bring both to one size by pca first',
      };
    }
    return weightProblem(shapes, 0, [inputs, inputs], 'a rotation keeps the number of features');
  },
  figures: (_, { scale }) => ['loss', 'r2_score', ...(scale ? ['scale'] : [])],
});

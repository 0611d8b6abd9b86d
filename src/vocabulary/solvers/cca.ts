import { Type } from '../typebox-builders.js';
import { componentFigures, defineSolver, vectorProblem, weightProblem } from './define-solver.js';

export const cca = defineSolver({
  name: 'cca',
  summary: 'Canonical correlations: projections of two views that agree most (Hotelling 1936).',
  about:
    'What comes out of each has variance 1 and is uncorrelated with the others of its side; component i of one side belongs to component i of the other, those that agree most first. Biases subtract the means. Figures: `loss`, the mean of 1 - correlation, `correlation`, the mean over the components, and `correlation/c1` and so on.',
  second: { key: 'targets', description: 'The other view: a vector of each example.' },
  args: Type.Object(
    {
      l2: Type.Number({
        default: 0,
        minimum: 0,
        description: 'Added to the variances of both views (Vinod 1976).',
      }),
    },
    { additionalProperties: false },
  ),
  fills: 'maps',
  entries: { least: 2, most: 2, what: 'the projection of the inputs, and that of the targets' },
  passes: 'one',
  regularizedBy: 'l2',
  check(shapes) {
    const vectors = vectorProblem(shapes);
    if (vectors) return vectors;
    const [inputs, targets] = [shapes.inputs[0]!, shapes.second![0]!];
    const components = shapes.weights[0]![1]!;
    const wrong = weightProblem(shapes, 0, [inputs, null], `the inputs have ${inputs} features`);
    if (wrong) return wrong;
    const most = Math.min(inputs, targets);
    if (components > most) {
      return {
        at: 0,
        message: `${inputs} inputs and ${targets} targets have at most ${most} correlations, but the weight has room for ${components}`,
        help: `give it at most ${most} outputs`,
      };
    }
    return weightProblem(
      shapes,
      1,
      [targets, components],
      `${targets} targets are projected to ${components} components, as the inputs are`,
    );
  },
  figures: ({ weights }) => ['loss', 'correlation', ...componentFigures('correlation', weights[0]![1]!)],
});

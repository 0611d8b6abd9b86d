import { Type } from '../typebox-builders.js';
import { defineSolver } from './define-solver.js';
import { rowsProblem } from './rows-problem.js';

export const kmeans = defineSolver({
  name: 'kmeans',
  summary:
    'Centres of clusters, by passes over the data (Lloyd 1982) from a seeded start (Arthur and Vassilvitskii 2007).',
  about:
    'The rows of the weight become the centres. Each epoch is a pass: every example counts for its nearest centre, and each centre moves to the mean of its examples. It ends when no centre moves, or after the `epochs` of `on`. A centre without examples moves to the example that is farthest from its own. Figures of a pass: `loss`, the mean squared distance to the nearest centre, over the numbers of an example, `inertia`, the sum of squared distances, as in scikit-learn, both with the centres before they move, and `moved`, the longest way of a centre.',
  second: null,
  args: Type.Object(
    {
      initial: Type.Union([Type.Literal('k-means++'), Type.Literal('weights')], {
        default: 'k-means++',
        description:
          '`k-means++` draws the first centres from the data, by the seed; `weights` begins with what the weight holds.',
      }),
    },
    { additionalProperties: false },
  ),
  fills: 'rows',
  entries: { least: 1, most: 1, what: 'the weight that holds the centres' },
  passes: 'several',
  regularizedBy: null,
  check: rowsProblem,
  figures: () => ['loss', 'inertia', 'moved'],
});

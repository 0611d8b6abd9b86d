import { Type } from '../typebox-builders.js';
import { componentFigures, defineSolver, vectorProblem } from './define-solver.js';
import { componentsProblem } from './components-problem.js';

export const pca = defineSolver({
  name: 'pca',
  summary: 'Principal components: the directions in which the inputs vary most (Hotelling 1933).',
  about:
    'The columns of the kernel are the components, those of most variance first; of each the entry of largest size is positive, as in scikit-learn. The bias subtracts the mean of the inputs. A second entry of `train` is given the way back: its kernel is the transposed one, its bias restores the mean, so that both are the best linear autoencoder. Figures: `loss`, the mean squared error of the way there and back, `explained_variance_ratio`, and `explained_variance/c1` and so on.',
  second: null,
  args: Type.Object({}, { additionalProperties: false }),
  fills: 'maps',
  entries: { least: 1, most: 2, what: 'the map to the components, and the way back' },
  passes: 'one',
  regularizedBy: null,
  check: (shapes) => vectorProblem(shapes) ?? componentsProblem(shapes),
  figures: ({ weights }) => [
    'loss',
    'explained_variance_ratio',
    ...componentFigures('explained_variance', weights[0]![1]!),
  ],
});

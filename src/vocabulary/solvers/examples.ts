import { Type } from '../typebox-builders.js';
import { defineSolver } from './define-solver.js';
import { rowsProblem } from './rows-problem.js';

export const examples = defineSolver({
  name: 'examples',
  summary:
    'The values of all examples, kept as they are: a small set that expressions use whole, as anchors or a support set.',
  about:
    'Row i of the weight is the value of example i, in the order of the data: the weight has as many rows as there are examples, which `take` makes few. So values of one data set that several phases keep agree row by row. It makes nothing small, and has no figures.',
  second: null,
  args: Type.Object({}, { additionalProperties: false }),
  fills: 'rows',
  entries: { least: 1, most: 1, what: 'the weight that holds the values' },
  passes: 'one',
  regularizedBy: null,
  keepsExamples: true,
  check: rowsProblem,
  figures: () => [],
});

import { Type } from '../typebox-builders.js';
import { defineSolver } from './define-solver.js';
import { rowsProblem } from './rows-problem.js';

export const classMeans = defineSolver({
  name: 'class_means',
  summary: 'The mean of the inputs in each class: prototypes, anchors (Snell, Swersky and Zemel 2017).',
  about:
    'Row i of the weight is the mean of class i. Labels are as label fields of data have them, a number for each class; several above 0 share an example. Figures: `loss`, the mean squared distance of an example to the mean of its class, over its numbers, and `explained_variance_ratio`, the share of the variance that lies between the classes.',
  second: {
    key: 'labels',
    description: 'How much of each class an example is: [batch, classes], such as a label field.',
  },
  args: Type.Object({}, { additionalProperties: false }),
  fills: 'rows',
  entries: { least: 1, most: 1, what: 'the weight that holds the means' },
  passes: 'one',
  regularizedBy: null,
  check(shapes) {
    const labels = shapes.second!;
    if (labels.length !== 1) {
      return {
        at: 'second',
        message: `labels are a number for each class, [batch, classes], but this is [batch${labels.map((side) => `, ${side}`).join('')}]`,
        help: 'name a label field, or make one of class numbers: one_hot(x, 10)',
      };
    }
    const rows = shapes.weights[0]![0];
    if (rows !== undefined && rows !== labels[0]) {
      return {
        at: 0,
        message: `the weight has ${rows} rows, but there are ${labels[0]} classes`,
        help: 'give it a row for each class',
      };
    }
    return rowsProblem(shapes);
  },
  figures: () => ['loss', 'explained_variance_ratio'],
});

import { isPerExample, typeText } from '../tensor-type.js';
import type { ReportValue, ValueReport } from '../program.js';
import { isImage, type ReportScope, type ValueCheck } from './report-scope.js';

export const imageCheck: ValueCheck = (type, { range }, { report }) => {
  if (isImage(type)) return true;
  report({
    code: 'not-an-image',
    message: `a report of pictures is made of images, but this is ${typeText(type)}`,
    range,
    help: 'images are [height, width, 1] or [height, width, 3]',
  });
  return false;
};

/** Class numbers, or a number for each class. */
export const classesCheck: ValueCheck = (type, { range }, { report }) => {
  if (isPerExample(type) && type.shape.length <= 2) return true;
  report({
    code: 'not-classes',
    message: `classes are [batch, classes] or [batch], but this is ${typeText(type)}`,
    range,
    help: 'use a label, the output of a classifier, or argmax of it',
  });
  return false;
};

export const trueAndPredicted = ({
  values,
}: Pick<ReportScope<ValueReport['kind']>, 'values'>): ReportValue[] => [
  ...values('true', classesCheck),
  ...values('predicted', classesCheck),
];

/** Two or more numbers for each example. */
export const latentCheck: ValueCheck = (type, { range }, { report }) => {
  const size = type.shape.slice(1).reduce<number>((product, side) => product * (side ?? 0), 1);
  if (isPerExample(type) && type.shape.length >= 2 && size >= 2) return true;
  report({
    code: 'wrong-shape',
    message: `a plane is made of two or more numbers for each example, but this is ${typeText(type)}`,
    range,
  });
  return false;
};

export const perExampleCheck: ValueCheck = (type, { range }, { report }) => {
  if (isPerExample(type)) return true;
  report({
    code: 'wrong-shape',
    message: `a value of each example is wanted, but this is ${typeText(type)}`,
    range,
  });
  return false;
};

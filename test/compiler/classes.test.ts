/** Compatibility of lists of classes whose names the compiler knows. */
import { describe, expect, it } from 'vitest';
import type { DataStep } from '../../src/compiler/index.js';
import { check } from '../../src/index.js';

const folder = (classes: string) =>
  `{source: image_folder, path: p, size: [2, 2], labels: folder, classes: ${classes}}`;

interface Parts {
  a: string;
  b: string;
  data?: string;
  phases?: string;
  evaluate?: string;
}

const graph = ({ a, b, data = '', phases = '', evaluate = '' }: Parts) => `lagraph: 1
name: classes
data:
  a: ${a}
  b: ${b}
${data}
networks:
  e: {input: [2, 2, 3], layers: [Flatten, {Dense: {units: 2, activation: softmax}}]}
plan:
  learn:
    train: e
    on: {data: a}
    loss: categorical_crossentropy(label, e(image))
    optimizer: {Adam: 0.001}
${phases}
${evaluate}
`;

/** Diagnostics about classes, with their severity. */
const said = (parts: Parts) => {
  const { diagnostics } = check(graph(parts));
  const others = diagnostics.filter(
    ({ code }) => !['class-mismatch', 'unused'].some((one) => code.startsWith(one)),
  );
  expect(others).toEqual([]);
  return diagnostics
    .filter(({ code }) => code === 'class-mismatch')
    .map(({ severity, message }) => `${severity}: ${message}`);
};

const pair = [
  '  p: {pair: {x: a, y: b}, by: label}',
  'evaluate: {m: {on: p, measure: "mean(x.image, axis=[1, 2, 3])"}}',
];
const paired = (a: string, b: string) => ({ a: folder(a), b, data: pair[0]!, evaluate: pair[1]! });

/** The label tables of the pair step. */
function tables(a: string, b: string): number[][] | undefined {
  const { program, diagnostics } = check(graph(paired(a, b)));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const step = program!.datasets.find(({ name }) => name === 'p')!.steps[0] as Extract<
    DataStep,
    { step: 'pair' }
  >;
  return step.classes;
}

const numbers = '{source: idx, images: i, labels: l, size: [2, 2], classes: 3}';

describe('pairs', () => {
  it('go by names, whatever their order', () => {
    expect(tables('[cat, dog]', folder('[cat, dog]'))).toBeUndefined();
    expect(tables('[cat, dog]', folder('[dog, cat]'))).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('of other names are an error that shows both lists', () => {
    expect(said(paired('[cat, dog]', folder('[dog, cow]')))).toEqual([
      'error: classes are paired by their names, and those of the two differ: `a` has cat, dog; `b` has dog, cow',
    ]);
    expect(said(paired('[cat, dog]', folder('[cat, dog, cow]')))).toHaveLength(1);
  });

  it('go by numbers where one side has no names', () => {
    expect(tables('[cat, dog]', numbers)).toBeUndefined();
    expect(tables('[cat, dog]', folder('2'))).toBeUndefined();
  });

  it('take numbers for names where names are numbers', () => {
    expect(tables('[2, 0]', numbers)).toEqual([
      [2, 0],
      [0, 1, 2],
    ]);
    expect(said(paired('[1, 3]', numbers))).toEqual([
      'error: `a` has the classes 1, 3, and `b` has 0 to 2: there is no 3',
    ]);
  });
});

describe('a label of another data set', () => {
  const measure = 'evaluate: {good: {on: b, measure: "accuracy(label, e(image))"}}';
  const told = (b: string) => said({ a: folder('[cat, dog]'), b: folder(b), evaluate: measure });

  it('is an error where it has the same classes in another order', () => {
    expect(told('[dog, cat]')).toEqual([
      'error: `e` was taught the classes cat, dog (`label` of `a`); here it meets dog, cat (`label` of `b`)',
    ]);
  });

  it('is a warning where it has other classes', () => {
    expect(told('[hound, puss]')).toEqual([
      'warning: `e` was taught the classes cat, dog (`label` of `a`); here it meets hound, puss (`label` of `b`)',
    ]);
  });

  it('is nothing to speak of where its classes are the same, or have no names', () => {
    expect(told('[cat, dog]')).toEqual([]);
    expect(told('2')).toEqual([]);
  });

  it('is looked at in validation, in metrics, through argmax, and in pairs', () => {
    const swapped = { a: folder('[cat, dog]'), b: folder('[dog, cat]') };
    const more = (text: string) => ({ ...swapped, phases: text });
    expect(
      said(
        more(`  again:
    after: [learn]
    train: e
    on: {data: a}
    loss: categorical_crossentropy(label, e(image))
    optimizer: {Adam: 0.001}
    validate: b`),
      ),
    ).toHaveLength(1);
    const both = { data: pair[0]!, evaluate: '' };
    for (const [expression, count] of [
      ['accuracy(y.label, e(y.image))', 1],
      ['accuracy(x.label, e(y.image))', 0],
      ['mean_absolute_error(x.label, y.label)', 1],
      ['equal(argmax(y.label), argmax(e(x.image)))', 1],
      ['mean(x.image, axis=[1, 2, 3])', 0],
    ] as const) {
      const evaluate = `evaluate: {m: {on: p, measure: "${expression}"}}`;
      expect(said({ ...swapped, ...both, evaluate }), expression).toHaveLength(count);
    }
  });

  it('that a network is trained further with is a warning, and counts from then on', () => {
    const phases = `  again:
    after: [learn]
    train: e
    on: {data: b}
    loss: categorical_crossentropy(label, e(image))
    optimizer: {Adam: 0.001}`;
    const swapped = { a: folder('[cat, dog]'), b: folder('[dog, cat]'), phases };
    expect(said({ ...swapped, evaluate: measure })).toEqual([
      'warning: `e` was taught the classes cat, dog (`label` of `a`); here it meets dog, cat (`label` of `b`)',
    ]);
    const old = 'evaluate: {good: {on: a, measure: "accuracy(label, e(image))"}}';
    expect(said({ ...swapped, evaluate: old })).toHaveLength(2);
  });
});

it('a source that stands in for another has the same classes in the same order', () => {
  const fallback = (classes: string) =>
    said({
      a: folder('[cat, dog]').replace(
        '}',
        `, otherwise: ${folder(classes).replace('source: ', '').replace('{image_folder,', '{image_folder: {').replace('}', '}}')}}`,
      ),
      b: folder('[cat, dog]'),
    });
  expect(fallback('[cat, dog]')).toEqual([]);
  expect(fallback('[dog, cat]')).toEqual([
    "error: `image_folder` can't stand in for `image_folder`: its classes are dog, cat, not cat, dog",
  ]);
});

/** Places where a series changes, as of segments of copy number, and of other series that are constant in parts. */
import { Type, type TObject } from '../../../typebox-builders.js';
import { detachTensor } from '../../../detach-tensor.js';
import type { FunctionDefinition, RuleResult, TensorType } from '../../../definition-types.js';
import { defineFunction, tensorParameters } from '../../define-function.js';
import {
  functionError,
  hasBatch,
  joinWithAnd,
  tensorTypeResult,
  tensorTypeText,
  toFloat32,
} from '../../type-rules.js';
import { flatRows } from './define-total.js';

const options = Type.Object(
  {
    tolerance: Type.Integer({
      default: 1,
      minimum: 0,
      description: 'How many steps apart a breakpoint that is found may be from the true one.',
    }),
  },
  { additionalProperties: false },
);

interface Found {
  matched: number;
  truths: number;
  found: number;
}

/** Steps at which the value is another than that before, but for those at which a part begins. */
function breakpointsOf(values: Float32Array, starts: Float32Array): number[] {
  const places: number[] = [];
  for (let at = 1; at < values.length; at++)
    if (values[at] !== values[at - 1] && starts[at] === 0) places.push(at);
  return places;
}

/** As many pairs as there can be, of ascending places that are no farther apart: each is taken by the next one that is left. */
function pairCount(truths: readonly number[], found: readonly number[], tolerance: number): number {
  let [pairs, next] = [0, 0];
  for (const truth of truths) {
    while (next < found.length && found[next]! < truth - tolerance) next++;
    if (next < found.length && found[next]! <= truth + tolerance) {
      pairs++;
      next++;
    }
  }
  return pairs;
}

/** Of all series together; a row is the truth, the prediction and the starts of a series. */
function countPairs(rows: Float32Array, width: number, tolerance: number): Found {
  const steps = width / 3;
  const sum: Found = { matched: 0, truths: 0, found: 0 };
  for (let from = 0; from < rows.length; from += width) {
    const part = (at: number) => rows.subarray(from + at * steps, from + (at + 1) * steps);
    const [truths, found] = [breakpointsOf(part(0), part(2)), breakpointsOf(part(1), part(2))];
    sum.matched += pairCount(truths, found, tolerance);
    sum.truths += truths.length;
    sum.found += found.length;
  }
  return sum;
}

function checkSeries(name: string, inputs: readonly TensorType[]): RuleResult<TensorType> {
  const size = ({ shape }: TensorType) =>
    shape.slice(1).reduce<number>((product, side) => product * (side ?? NaN), 1);
  const isSeries = inputs.every((one) => hasBatch(one) && (one.shape.length === 2 || one.shape[2] === 1));
  if (isSeries && inputs.every((one) => size(one) === size(inputs[0]!))) return tensorTypeResult([]);
  return functionError(
    `\`${name}\` takes a number at each step of each example, [batch, steps], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
    undefined,
    'y_pred',
  );
}

/** 0 divided by 0 is 0, as of the scores of classes. */
const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

const defineBreakpointScore = (
  name: string,
  summary: string,
  score: (found: Found) => number,
): FunctionDefinition =>
  defineFunction<TObject<(typeof options)['properties']>>({
    name,
    summary: `${summary} Breakpoints are paired one to one within each example; where a value of \`start\` is not 0, a part begins, and a change there is none.`,
    group: 'metric',
    better: 'larger',
    options,
    parameters: [
      ...tensorParameters('y_true', 'y_pred'),
      ...tensorParameters('start').map((one) => ({ ...one, optional: true })),
    ],
    output: (inputs) => checkSeries(name, inputs),
    emit(inputs, _, { tf }) {
      const [truth, found, start] = inputs.map((one) => flatRows(tf, toFloat32(tf, detachTensor(tf, one))));
      return tf.concat([truth!, found!, start ?? tf.zerosLike(truth!)], 1);
    },
    total: (rows, width, { tolerance }) => score(countPairs(rows, width, tolerance)),
  });

export const breakpointScores: readonly FunctionDefinition[] = [
  defineBreakpointScore(
    'breakpoint_f1',
    'F1 score of the steps at which a series changes its value.',
    ({ matched, truths, found }) => share(2 * matched, truths + found),
  ),
  defineBreakpointScore(
    'breakpoint_precision',
    'Share of the breakpoints of a prediction that are those of the truth.',
    ({ matched, found }) => share(matched, found),
  ),
  defineBreakpointScore(
    'breakpoint_recall',
    'Share of the breakpoints of the truth that a prediction finds.',
    ({ matched, truths }) => share(matched, truths),
  ),
];

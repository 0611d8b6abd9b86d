import { Type } from '../../typebox-builders.js';
import type { RuleResult, Tensor, TensorType, TfCore } from '../../definition-types.js';
import { defineFunction, tensorParameters } from '../define-function.js';
import { functionError, tensorTypeResult, tensorTypeText, toFloat32 } from '../type-rules.js';

interface Equation {
  operands: string[];
  output: string;
}

/** `bi,bj->bij`; without an arrow, the letters that stand once, in alphabetical order. */
function parseEquation(text: string): RuleResult<Equation> {
  const plain = text.replaceAll(' ', '');
  if (!/^[A-Za-z]*(,[A-Za-z]*)*(->[A-Za-z]*)?$/.test(plain)) {
    return functionError(
      `"${text}" is no equation of letters, one for each axis`,
      'write einsum("bi,bj->bij", a, b)',
      'equation',
    );
  }
  const [left = '', right] = plain.split('->');
  const operands = left.split(',');
  const all = [...operands.join('')];
  const once = all.filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter)).sort();
  const output = right ?? once.join('');
  const twice = [...operands, output].find((letters) => new Set(letters).size < letters.length);
  if (twice !== undefined) {
    return functionError(`"${twice}" names one axis twice, which \`einsum\` can't do`, undefined, 'equation');
  }
  const foreign = [...output].find((letter) => !all.includes(letter));
  return foreign === undefined
    ? { ok: true, value: { operands, output } }
    : functionError(`no operand has the axis "${foreign}" of "${output}"`, undefined, 'equation');
}

function outputType(inputs: readonly TensorType[], text: string): RuleResult<TensorType> {
  const parsed = parseEquation(text);
  if (!parsed.ok) return parsed;
  const { operands, output } = parsed.value;
  if (operands.length !== inputs.length) {
    return functionError(`"${text}" is for ${operands.length} tensors, and there are ${inputs.length}`);
  }
  const sides = new Map<string, number | null>();
  for (const [at, letters] of operands.entries()) {
    const type = inputs[at]!;
    if (letters.length !== type.shape.length) {
      return functionError(
        `"${letters}" stands for ${letters.length} axes, and the tensor is ${tensorTypeText(type)}`,
        'one letter for each axis, the batch included',
      );
    }
    for (const [axis, letter] of [...letters].entries()) {
      const side = type.shape[axis]!;
      const known = sides.get(letter);
      if (known !== undefined && known !== side) {
        return functionError(
          `the axis "${letter}" of "${text}" has ${known ?? 'batch'} places in one tensor and ${side ?? 'batch'} in another`,
        );
      }
      sides.set(letter, side);
    }
  }
  return tensorTypeResult([...output].map((letter) => sides.get(letter)!));
}

interface Labelled {
  x: Tensor;
  letters: string;
}

const transposed = (tf: TfCore, { x, letters }: Labelled, order: string): Tensor => {
  const axes = [...order].map((letter) => letters.indexOf(letter));
  return axes.every((axis, at) => axis === at) ? x : tf.transpose(x, axes);
};

/** Sums over the axes that are not kept. */
function summed(tf: TfCore, { x, letters }: Labelled, isKept: (letter: string) => boolean): Labelled {
  const axes = [...letters].flatMap((letter, axis) => (isKept(letter) ? [] : [axis]));
  if (axes.length === 0) return { x, letters };
  return { x: tf.sum(x, axes), letters: [...letters].filter(isKept).join('') };
}

/** The product of two, summed over the axes that they share and that are not kept: one product of matrices. */
function contract(tf: TfCore, one: Labelled, other: Labelled, isKept: (letter: string) => boolean): Labelled {
  const a = summed(tf, one, (letter) => isKept(letter) || other.letters.includes(letter));
  const b = summed(tf, other, (letter) => isKept(letter) || a.letters.includes(letter));
  const shared = [...a.letters].filter((letter) => b.letters.includes(letter));
  const outer = shared.filter(isKept).join('');
  const inner = shared.filter((letter) => !isKept(letter)).join('');
  const [left, right] = [a, b].map(({ letters }) =>
    [...letters].filter((letter) => !shared.includes(letter)).join(''),
  );
  const sides = (labelled: Labelled, letters: string) =>
    [...letters].map((letter) => labelled.x.shape[labelled.letters.indexOf(letter)]!);
  const size = (list: readonly number[]) => list.reduce((product, side) => product * side, 1);
  const [batch, rows, columns, depth] = [sides(a, outer), sides(a, left!), sides(b, right!), sides(a, inner)];
  const letters = outer + left! + right!;
  const shape = [...batch, ...rows, ...columns];
  if (inner === '') {
    const ones = (list: readonly number[]) => list.map(() => 1);
    const x = tf.reshape(transposed(tf, a, outer + left!), [...batch, ...rows, ...ones(columns)]);
    const y = tf.reshape(transposed(tf, b, outer + right!), [...batch, ...ones(rows), ...columns]);
    return { x: tf.mul(x, y), letters };
  }
  const outermost = outer === '' ? [] : [size(batch)];
  const x = tf.reshape(transposed(tf, a, outer + left! + inner), [...outermost, size(rows), size(depth)]);
  const y = tf.reshape(transposed(tf, b, outer + inner + right!), [...outermost, size(depth), size(columns)]);
  return { x: tf.reshape(tf.matMul(x, y), shape), letters };
}

export const einsum = defineFunction({
  name: 'einsum',
  group: 'shape',
  summary: 'A sum of products by letters for the axes, as in NumPy: `einsum("bi,bj->bij", a, b)`.',
  parameters: [{ name: 'equation', kind: 'scalar' }, ...tensorParameters('x')],
  variadic: true,
  options: Type.Object(
    {
      equation: Type.String({
        description: 'Letters for the axes of each tensor and, behind ->, for those of the result.',
      }),
    },
    { additionalProperties: false },
  ),
  output: (inputs, { equation }) => outputType(inputs, equation),
  emit(inputs, { equation }, { tf }) {
    const parsed = parseEquation(equation);
    if (!parsed.ok) throw new Error(parsed.problem);
    const { operands, output } = parsed.value;
    const all = inputs.map((x, at): Labelled => ({ x: toFloat32(tf, x), letters: operands[at]! }));
    const result = all.reduce((left, right, at) => {
      const later = operands.slice(at + 1).join('') + output;
      return contract(tf, left, right, (letter) => later.includes(letter));
    });
    return transposed(
      tf,
      summed(tf, result, (letter) => output.includes(letter)),
      output,
    );
  },
});

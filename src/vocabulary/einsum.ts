/** Sums of products by letters for the axes, as in NumPy. */
import type { Tensor, TfCore } from './definition-types.js';

export interface Equation {
  operands: string[];
  output: string;
}

/** `bi,bj->bij`; without an arrow, the letters that stand once, in alphabetical order. Otherwise what is wrong. */
export function parseEquation(text: string): Equation | string {
  const plain = text.replaceAll(' ', '');
  if (!/^[A-Za-z]*(,[A-Za-z]*)*(->[A-Za-z]*)?$/.test(plain))
    return `"${text}" is no equation of letters, one for each axis`;
  const [left = '', right] = plain.split('->');
  const operands = left.split(',');
  const all = [...operands.join('')];
  const once = all.filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter)).sort();
  const output = right ?? once.join('');
  const twice = [...operands, output].find((letters) => new Set(letters).size < letters.length);
  if (twice !== undefined) return `"${twice}" names one axis twice, which \`einsum\` can't do`;
  const foreign = [...output].find((letter) => !all.includes(letter));
  return foreign === undefined ? { operands, output } : `no operand has the axis "${foreign}" of "${output}"`;
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

/** Each operand has an axis for each of its letters. */
export function sumOfProducts(tf: TfCore, { operands, output }: Equation, inputs: readonly Tensor[]): Tensor {
  const all = inputs.map((x, at): Labelled => ({ x, letters: operands[at]! }));
  const result = all.reduce((left, right, at) => {
    const later = operands.slice(at + 1).join('') + output;
    return contract(tf, left, right, (letter) => later.includes(letter));
  });
  return transposed(
    tf,
    summed(tf, result, (letter) => output.includes(letter)),
    output,
  );
}

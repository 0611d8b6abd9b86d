import { activationArgument } from '../activations.js';
import type { RuleResult, Shape } from '../definition-types.js';
import { parseEquation, sumOfProducts } from '../einsum.js';
import { shapeText } from '../tensor-shape.js';
import { Type } from '../typebox-builders.js';
import { initializerArgument, trainableWeight } from './arguments.js';
import { addBiasAndActivate, kernelInitializerArgument, requiredWeight } from './convolution-arguments.js';
import { defineLayer, layerError, ok, onlyInput } from './define-layer.js';

interface Sums {
  operands: [input: string, kernel: string];
  output: string;
  /** Sides by letter, the batch's left out. */
  sides: ReadonlyMap<string, number>;
}

const HINT = 'abc,cd->abd: the letters of the input with the batch, of the kernel, and of what comes out';

/** What the equation says of an input; `given` are the sides of the output, null for those of the input. */
function readSums(
  shape: Shape,
  { equation, output_shape }: { equation: string; output_shape: number | readonly (number | null)[] },
): RuleResult<Sums> {
  const parsed = parseEquation(equation);
  if (typeof parsed === 'string') return layerError(parsed, 'equation', HINT);
  const { operands, output } = parsed;
  const [input = '', kernel = ''] = operands;
  const wrong = (problem: string) => layerError<Sums>(problem, 'equation', HINT);
  if (operands.length !== 2) return wrong('an equation of an input and a kernel is needed');
  if (input.length !== shape.length + 1)
    return wrong(
      `"${input}" stands for ${input.length - 1} sides and the batch, and the input is ${shapeText(shape)}`,
    );
  const batch = input[0]!;
  if (output[0] !== batch || kernel.includes(batch))
    return wrong(`the batch, "${batch}", comes out first, and is no axis of the kernel`);
  const alone = [...input].find((letter) => !kernel.includes(letter) && !output.includes(letter));
  if (alone !== undefined)
    return wrong(`"${alone}" of the input is neither in the kernel nor in what comes out`);
  const sides = new Map([...input.slice(1)].map((letter, at) => [letter, shape[at]!]));
  const made = typeof output_shape === 'number' ? [output_shape] : output_shape;
  if (made.length !== output.length - 1)
    return layerError(`${made.length} sides are given for "${output.slice(1)}"`, 'output_shape');
  for (const [at, letter] of [...output.slice(1)].entries()) {
    const side = made[at] ?? null;
    const known = sides.get(letter);
    if (known === undefined && side === null)
      return layerError(`the side "${letter}" is not that of the input: it is needed`, 'output_shape');
    if (known !== undefined && side !== null && known !== side)
      return layerError(`the side "${letter}" of the input is ${known}, not ${side}`, 'output_shape');
    if (known === undefined) sides.set(letter, side!);
  }
  const unknown = [...kernel].find((letter) => !sides.has(letter));
  if (unknown !== undefined) return wrong(`the side "${unknown}" of the kernel is in no other part`);
  return ok({ operands: [input, kernel], output, sides });
}

function checkedSums(...given: Parameters<typeof readSums>): Sums {
  const found = readSums(...given);
  if (!found.ok) throw new Error(found.problem);
  return found.value;
}

/** Keras 3's layers/core/einsum_dense.py, without an ellipsis in its equation. */
export const einsumDense = defineLayer({
  name: 'EinsumDense',
  summary: 'A dense layer whose sums of products are said by letters for the axes, as in NumPy.',
  args: Type.Object(
    {
      equation: Type.String({
        description: 'Letters for the axes of the input, of the kernel and of what comes out: abc,cd->abd.',
      }),
      output_shape: Type.Union(
        [
          Type.Integer({ minimum: 1 }),
          Type.Array(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]), { minItems: 1 }),
        ],
        { description: 'The sides that come out, without the batch; null for those of the input.' },
      ),
      activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
      bias_axes: Type.Union([Type.String(), Type.Null()], {
        default: null,
        description: 'Letters of the axes along which a learned number is added; null for none.',
      }),
      kernel_initializer: kernelInitializerArgument,
      bias_initializer: initializerArgument('zeros', 'the bias'),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, args) {
    const sums = readSums(onlyInput(inputs), args);
    if (!sums.ok) return sums;
    const { output, sides } = sums.value;
    const foreign = [...(args.bias_axes ?? '')].find((letter) => !output.slice(1).includes(letter));
    if (foreign !== undefined)
      return layerError(`what comes out has no axis "${foreign}" beside the batch`, 'bias_axes');
    return ok([...output.slice(1)].map((letter) => sides.get(letter)!));
  },
  weights(inputs, args) {
    const { operands, output, sides } = checkedSums(onlyInput(inputs), args);
    const axes = args.bias_axes ?? '';
    const first = [...output].findIndex((letter) => axes.includes(letter));
    const kernel = [...operands[1]].map((letter) => sides.get(letter)!);
    const bias = [...output].slice(first).map((letter) => (axes.includes(letter) ? sides.get(letter)! : 1));
    return [
      trainableWeight('kernel', kernel, args.kernel_initializer),
      ...(first < 0 ? [] : [trainableWeight('bias', bias, args.bias_initializer)]),
    ];
  },
  lower: () => '',
  call(inputs, args, weights, { tf }) {
    const x = onlyInput(inputs);
    const { operands, output } = checkedSums(x.shape.slice(1), args);
    const sums = sumOfProducts(tf, { operands, output }, [x, requiredWeight(weights, 'kernel')]);
    return addBiasAndActivate(tf, sums, weights, args.activation);
  },
});

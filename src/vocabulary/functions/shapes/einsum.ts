import { Type } from '../../typebox-builders.js';
import type { RuleResult, TensorType } from '../../definition-types.js';
import { parseEquation, sumOfProducts, type Equation } from '../../einsum.js';
import { defineFunction, tensorParameters } from '../define-function.js';
import { functionError, tensorTypeResult, tensorTypeText, toFloat32 } from '../type-rules.js';

/** The equation, or an error with the argument to point at. */
function readEquation(text: string): RuleResult<Equation> {
  const parsed = parseEquation(text);
  if (typeof parsed !== 'string') return { ok: true, value: parsed };
  const isMisspelt = parsed.includes('no equation');
  return functionError(parsed, isMisspelt ? 'write einsum("bi,bj->bij", a, b)' : undefined, 'equation');
}

function outputType(inputs: readonly TensorType[], text: string): RuleResult<TensorType> {
  const parsed = readEquation(text);
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
    const parsed = readEquation(equation);
    if (!parsed.ok) throw new Error(parsed.problem);
    return sumOfProducts(
      tf,
      parsed.value,
      inputs.map((x) => toFloat32(tf, x)),
    );
  },
});

/** Models that are applied several times, each time to their own outputs. */
import type { Expression, ModelEntry } from '../dsl/index.js';
import { equalShapes } from '../vocabulary/index.js';
import { isDeclared, type CompileContext } from './compile-context.js';
import { ITERATION, withNumbers } from './expressions/index.js';
import type { Model } from './program.js';
import { typeText } from './tensor-type.js';

/**
 * An expression in a round: its number is a constant there, so that it can be a place or an option as well. What a graph
 * declares by the name of the number comes first.
 */
export function atRound(
  expression: Expression,
  round: number,
  known: ReadonlyMap<string, unknown>,
  context: CompileContext,
): Expression {
  if (known.has(ITERATION) || isDeclared(context, ITERATION)) return expression;
  const { range } = expression;
  return withNumbers(expression, new Map([[ITERATION, { kind: 'number', value: round, range }]]));
}

/**
 * Checks that each output can take the place of an input. Reports what can not.
 *
 * @param ends what the first round makes
 */
export function checkRounds(
  body: Extract<ModelEntry['body'], { kind: 'wires' }>,
  inputs: Model['inputs'],
  ends: Model['outputs'],
  { report }: CompileContext,
): boolean {
  let good = true;
  ends.forEach(({ name, type }, at) => {
    const input = inputs[at];
    const range = body.outputs[at]?.range ?? body.times!.range;
    const notes = [
      { message: '`times` says that the model is applied to its own outputs', range: body.times!.range },
    ];
    if (!input) {
      good = false;
      report({
        code: 'wrong-arguments',
        message: `in the next round there is no input whose place \`${name}\` takes: the model has ${inputs.length === 1 ? 'one input' : `${inputs.length} inputs`} and ${ends.length} outputs`,
        range,
        notes,
        help: 'give it an input as well, or let a model without `times` that calls this one make it',
      });
    } else if (!equalShapes(type.shape, input.type.shape) || type.dtype !== input.type.dtype) {
      good = false;
      report({
        code: 'wrong-shape',
        message: `in the next round \`${name}\` takes the place of the input \`${input.name}\`, which is ${typeText(input.type)}, but it is ${typeText(type)}`,
        range,
        notes,
        help: 'outputs take the places of the inputs in their order: name the one that goes on first, and inputs that stay last',
      });
    }
  });
  return good;
}

/** `l2(encoder)`: a penalty on all weights of a network, or of one of its layers. */
import { functions, type FunctionDefinition } from '../../vocabulary/index.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';
import type { FunctionCall } from './function-arguments.js';
import { addFunctionWire } from './function-wire.js';
import { penalizedWeights, weightValue } from './lower-weight.js';

/** Undefined if the operand is a value. */
export function lowerPenalty(
  definition: FunctionDefinition,
  { args, options, range }: FunctionCall,
  scope: ExpressionScope,
): LoweredValue | 'broken' | undefined {
  const [operand, more] = args;
  if (operand?.kind !== 'name' || more || options.length > 0 || typeof scope.modeOf === 'string') {
    return undefined;
  }
  if (scope.resolve(operand.name)) return undefined;
  const weights = penalizedWeights(operand.name, scope);
  if (!weights) return undefined;
  const terms = weights.map((weight) =>
    addFunctionWire(definition, [weightValue(weight, operand.range, scope)], {}, range, scope),
  );
  const [first, ...others] = terms;
  if (!first) {
    scope.context.report({
      code: 'wrong-arguments',
      message: `\`${operand.name}\` has no weights that \`${definition.name}\` could be of: biases and scales do not count`,
      range: operand.range,
    });
    return 'broken';
  }
  const add = functions.get('add')!;
  return (
    others.reduce<LoweredValue | undefined>(
      (sum, term) => sum && term && addFunctionWire(add, [sum, term], {}, range, scope),
      first,
    ) ?? 'broken'
  );
}

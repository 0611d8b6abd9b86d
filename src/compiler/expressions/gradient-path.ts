import { sourceTextAt } from '../compile-context.js';
import { liveWires } from '../wire-inputs.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';
import type { FunctionCall } from './function-arguments.js';

/** Checks that the first operand of `gradient(y, x)` is computed from the second, which is a value of its own. */
export function checkGradientPath(
  inputs: readonly LoweredValue[],
  { args, range }: FunctionCall,
  { builder, context }: ExpressionScope,
): boolean {
  const [y, x] = inputs;
  if (!y || !x || (y.wire !== x.wire && liveWires(builder.wires, [y.wire])[x.wire])) return true;
  const text = args[1] && sourceTextAt(context, args[1].range);
  context.report({
    code: 'wrong-arguments',
    message: `\`gradient\` is of a value by one that it is computed from, and the first is not computed from ${text ? `\`${text}\`` : 'the second'}`,
    range,
    help: 'name the value under wires, and use it in both: gradient(critic(mixed), mixed)',
  });
  return false;
}

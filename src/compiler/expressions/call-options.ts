import type { CallMode } from '../../vocabulary/index.js';
import type { FunctionCall } from './function-arguments.js';
import type { ExpressionScope } from './expression-scope.js';

/** The modes that can be written at a call; the words are those of `freeze`. */
const MODES: ReadonlyMap<unknown, CallMode> = new Map([
  ['inference', 'inference'],
  ['weights', 'frozen'],
]);

/** The mode of `net(x, mode=inference)`, if it has one. */
export function readCallOptions(
  callee: string,
  options: FunctionCall['options'],
  { context }: ExpressionScope,
): CallMode | 'wrong' | undefined {
  let mode: CallMode | 'wrong' | undefined;
  for (const { name, nameRange, value } of options) {
    if (name !== 'mode') {
      mode = 'wrong';
      context.report({
        code: 'wrong-arguments',
        message: `\`${callee}\` is called with its inputs alone, and has no option \`${name}\``,
        range: nameRange,
        help: 'one use of a network has the option mode: mode=inference, mode=weights',
      });
      continue;
    }
    const word = value.kind === 'name' ? value.name : value.kind === 'literal' ? value.value : undefined;
    const known = MODES.get(word);
    if (!known) {
      context.report({
        code: 'wrong-arguments',
        message: 'this is no mode of a call',
        range: value.range,
        help: 'write mode=inference (dropout and noise off), or mode=weights (dropout and noise on, moving averages as they are)',
      });
    }
    mode = mode === 'wrong' ? 'wrong' : (known ?? 'wrong');
  }
  return mode;
}

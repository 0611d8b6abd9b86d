import type { Expression } from '../../dsl/index.js';
import type { DataScope } from '../expressions/index.js';
import type { WireId } from '../program.js';
import { typeText } from '../tensor-type.js';
import type { SolveDraft } from './draft-solve.js';

/** The values that a method is fitted on; null after an error, which is reported. */
export interface LoweredSolve {
  inputs: WireId | null;
  second: WireId | null;
}

/** A value of each example. */
export function lowerSolve({ entry }: SolveDraft, scope: DataScope): LoweredSolve {
  const lower = (expression: Expression, at: string): WireId | null => {
    const value = scope.lowerExpression(expression, `solve/${at}`);
    if (!value) return null;
    const { type } = scope.wires[value.wire]!;
    if (type.shape[0] === null && !type.shape.slice(1).includes(null)) return value.wire;
    scope.context.report({
      code: 'wrong-shape',
      message: `it is fitted on a value of each example, but this is ${typeText(type)}`,
      range: expression.range,
      help: 'let the value keep the axis of the batch, and have it once',
    });
    return null;
  };
  const inputs = lower(entry.inputs, 'inputs');
  return { inputs, second: entry.second && lower(entry.second, 'second') };
}

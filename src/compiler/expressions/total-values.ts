/**
 * Values of all examples of an evaluation together (`auc`, `f1_score`), which are there when all examples have been seen: numbers
 * can be made of them, and nothing that belongs to an example.
 */
import type { SourceRange } from '../../diagnostics/index.js';
import { functions, type FunctionDefinition } from '../../vocabulary/index.js';
import type { Wire, WireId } from '../program.js';
import { scheduleFunctions } from '../schedule-functions.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';

/** Whether a wire is a value of all examples together, or made of such values. */
export function isTotal(wires: readonly Wire[], id: WireId): boolean {
  const wire = wires[id]!;
  if (wire.op !== 'function') return false;
  return (
    functions.get(wire.name)?.total !== undefined ||
    // Only numbers are made of totals, by formulas that are short.
    (wire.type.shape.length === 0 && wire.inputs.some((input) => isTotal(wires, input)))
  );
}

/** False after an error, which is reported: the function can't take such values, or can't give one here. */
export function checkTotals(
  { name, total }: FunctionDefinition,
  inputs: readonly LoweredValue[],
  range: SourceRange,
  { builder: { wires }, context, hasTotals }: ExpressionScope,
): boolean {
  if (total && !hasTotals) {
    context.report({
      code: 'figure-of-all-examples',
      message: `\`${name}\` is a figure of all examples together and has no value here`,
      range,
      help: 'it can be a metric of a phase with `validate`, or a measure under evaluate',
    });
    return false;
  }
  const totals = inputs.filter(({ wire }) => isTotal(wires, wire));
  if (totals.length === 0) return true;
  const numbers = inputs.every(({ wire }) => isTotal(wires, wire) || wires[wire]!.op === 'constant');
  if (!total && numbers && scheduleFunctions.has(name)) return true;
  const of = wires[totals[0]!.wire]!;
  context.report({
    code: 'figure-of-all-examples',
    message: `\`${name}\` can't take a figure of all examples together${numbers ? '' : ' beside values of single examples'}`,
    range,
    ...(of.range ? { notes: [{ message: 'this is one', range: of.range }] } : {}),
    help: 'such figures can be added, multiplied ... with numbers and with each other',
  });
  return false;
}

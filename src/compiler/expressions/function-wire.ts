import type { SourceRange } from '../../diagnostics/index.js';
import type { Expression } from '../../dsl/index.js';
import type { ResolvedArguments, FunctionDefinition } from '../../vocabulary/index.js';
import { sourceTextAt } from '../compile-context.js';
import { typeText } from '../tensor-type.js';
import type { Wire, WireId } from '../program.js';
import { warnOfSuspectComparison } from './comparison-warnings.js';
import { checkValueSize } from '../size-limits.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';
import { checkTotals } from './total-values.js';
import { denseOnImageBefore } from './shape-mismatch-help.js';

/** Adds the wire of a function applied to values; its type rule may refuse them with a message. */
export function addFunctionWire(
  definition: FunctionDefinition,
  inputs: readonly LoweredValue[],
  options: ResolvedArguments,
  range: SourceRange,
  scope: ExpressionScope,
  operandExpressions: readonly Expression[] = [],
): LoweredValue | undefined {
  const { builder, context } = scope;
  const types = inputs.map(({ wire }) => builder.wires[wire]!.type);
  const answer = definition.output(types, options);
  if (!answer.ok) {
    const at = definition.parameters.findIndex(({ name }) => name === answer.argument);
    const ranks = types.map(({ shape }) => shape.length);
    const odd = inputs.find((_, which) => ranks[which]! > 3 && ranks.some((rank) => rank < 3));
    const spread = odd && denseOnImageBefore(builder.wires, odd.wire, context);
    const makers = inputs.map(({ wire }) => producingNetwork(builder.wires, wire));
    context.report({
      code: 'wrong-shape',
      message: answer.problem,
      range: operandExpressions[at]?.range ?? range,
      // Mismatching the same two values in a loss and in a metric is one mistake: reported under one cause.
      ...(makers.some((maker) => maker !== undefined)
        ? { cause: `values ${types.map((type, which) => `${makers[which] ?? ''} ${typeText(type)}`).join()}` }
        : {}),
      notes: inputs
        .map(({ wire }) => {
          const one = builder.wires[wire]!;
          const text = shortSourceText(one.range, scope);
          return {
            message: `${text ? `\`${text}\`` : wireDescription(one)} is ${typeText(one.type)}`,
            ...(one.range ? { range: one.range } : {}),
          };
        })
        .concat(spread ? [spread.note] : []),
      help: spread?.help ?? answer.hint,
    });
    return undefined;
  }
  if (!checkValueSize(answer.value.shape, `what \`${definition.name}\` makes`, range, context))
    return undefined;
  if (!checkTotals(definition, inputs, range, scope)) return undefined;
  warnOfSuspectComparison(definition, inputs, options, range, operandExpressions, scope);
  const draw = definition.group === 'random' ? scope.stream(definition.name) : {};
  return {
    wire: builder.add({
      op: 'function',
      name: definition.name,
      inputs: inputs.map(({ wire }) => wire),
      options,
      ...draw,
      type: answer.value,
      range,
    }),
  };
}

/** The network that produces a value. */
function producingNetwork(wires: readonly Wire[], id: WireId): string | undefined {
  const wire = wires[id]!;
  const call = wire.op === 'output' ? wires[wire.of]! : wire;
  return call.op === 'call' ? call.network : undefined;
}

const wireDescription = (wire: Wire): string =>
  wire.op === 'field' ? `\`${wire.name}\`` : wire.op === 'call' ? `what \`${wire.network}\` makes` : 'this';

function shortSourceText(range: SourceRange | undefined, scope: ExpressionScope): string | undefined {
  const text = range && sourceTextAt(scope.context, range);
  return text && text.length <= 40 && !text.includes('\n') ? text : undefined;
}

import type { SourceRange } from '../../diagnostics/index.js';
import type { Expression } from '../../dsl/index.js';
import {
  wordId,
  type ResolvedArguments,
  type FunctionDefinition,
  type TensorType,
} from '../../vocabulary/index.js';
import { sourceTextAt } from '../compile-context.js';
import { typeText, withBatchSize } from '../tensor-type.js';
import type { Wire, WireId } from '../program.js';
import { warnOfSuspectComparison } from './comparison-warnings.js';
import { checkValueSize } from '../size-limits.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { scheduleValueAt } from '../schedule.js';
import type { MovingOption } from './function-arguments.js';
import { addScheduleWire } from './moving-number.js';
import { checkTotals } from './total-values.js';
import { denseOnImageBefore } from './shape-mismatch-help.js';

/** Adds the wire of a function applied to values; its type rule may refuse them with a message. */
export function addFunctionWire(
  definition: FunctionDefinition,
  inputs: readonly LoweredValue[],
  options: ResolvedArguments,
  range: SourceRange,
  scope: ExpressionScope,
  written: { tensors: readonly Expression[]; moving: readonly MovingOption[] } = { tensors: [], moving: [] },
): LoweredValue | undefined {
  const { builder, context } = scope;
  const { tensors: operandExpressions, moving } = written;
  const types = inputs.map(({ wire }) => builder.wires[wire]!.type);
  const ofAnyBatch = outputThroughout(definition, types, options, moving, scope);
  const ofWholeBatch = ofAnyBatch.ok ? undefined : outputOfWholeBatch(definition, types, options, scope);
  const answer = ofWholeBatch?.ok ? ofWholeBatch : ofAnyBatch;
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
  const moved = moving.map(({ schedule, expression }) => addScheduleWire(schedule, expression, scope).wire);
  const names = moving.map(({ name }) => name);
  const still = Object.entries(options).filter(([name]) => !names.includes(name));
  return {
    wire: builder.add({
      op: 'function',
      name: wordId(definition),
      inputs: [...inputs.map(({ wire }) => wire), ...moved],
      options: names.length === 0 ? options : nullPrototypeRecord(still),
      ...(names.length === 0 ? {} : { moving: names }),
      ...(ofWholeBatch?.ok ? { batchSize: scope.batchSize! } : {}),
      ...draw,
      type: answer.value,
      range,
    }),
  };
}

/** What a function makes of a whole batch, of which the number of examples is a side like others. */
function outputOfWholeBatch(
  definition: FunctionDefinition,
  types: readonly TensorType[],
  options: ResolvedArguments,
  { batchSize }: ExpressionScope,
): ReturnType<FunctionDefinition['output']> | undefined {
  if (batchSize === undefined) return undefined;
  return definition.output(
    types.map((type) => withBatchSize(type, batchSize)),
    options,
  );
}

/** What a function makes of options that move, with those of the first step and with those at the end. */
function outputThroughout(
  definition: FunctionDefinition,
  types: readonly TensorType[],
  options: ResolvedArguments,
  moving: readonly MovingOption[],
  { time }: ExpressionScope,
): ReturnType<FunctionDefinition['output']> {
  const first = definition.output(types, options);
  if (!first.ok || moving.length === 0) return first;
  const epochs = time?.epochs ?? 1;
  const last = moving.map(({ name, schedule }): [string, number] => [
    name,
    scheduleValueAt(schedule, epochs),
  ]);
  if (last.some(([, value]) => Number.isNaN(value))) return first; // It follows the number of steps.
  return definition.output(types, { ...options, ...Object.fromEntries(last) });
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

/** Expressions over examples, in phases, evaluations and reports: they use the fields of one data set. */
import type { Expression, Located } from '../../dsl/index.js';
import type { CallMode } from '../../vocabulary/index.js';
import { createStreamNames, type ExpressionScope, type LoweredValue } from './expression-scope.js';
import { addFieldWire } from './field-wire.js';
import { lowerExpression } from './lower-expression.js';
import { createWireBuilder } from './wire-builder.js';
import { writableFieldNames, type CompiledDataset } from '../compiled-dataset.js';
import { keysOf } from '../../records/index.js';
import type { Schedule, Wire, WireId } from '../program.js';
import { isPerExampleOrScalar, typeText } from '../tensor-type.js';
import { reportNameTaken, type CompileContext } from '../compile-context.js';

/** When in training the values are computed. */
export type DataTime = { at: 'steps'; epochs: number } | { at: 'end'; epochs: number | null };

export interface DataScope {
  context: CompileContext;
  wires: Wire[];
  /** Adds a named wire, which later expressions can use. */
  defineWire(name: Located<string>, expression: Expression): void;
  /** `at` prefixes the names of random streams. Undefined after an error. */
  lowerExpression(expression: Expression, at: string): LoweredValue | undefined;
  /**
   * The same of an assigned value: weights that it names are those that the update has left, and its shape may be made of the
   * size of a whole batch.
   */
  lowerAssigned(expression: Expression, at: string, batchSize: number): LoweredValue | undefined;
}

/** @param data null if it is broken: unknown names are then not reported, since they may be its fields */
export function createDataScope(
  data: CompiledDataset | null,
  modeOf: (network: string) => CallMode,
  context: CompileContext,
  hasTotals = false,
  time: DataTime = { at: 'end', epochs: null },
): DataScope {
  const builder = createWireBuilder();
  const named = new Map<string, LoweredValue | 'broken'>();
  const streams = createStreamNames();
  let place = '';
  let hint: string | undefined;
  const scope: ExpressionScope = {
    context,
    builder,
    resolve(name) {
      const known = named.get(name);
      if (known) return known;
      if (!data) return context.networks.has(name) ? undefined : 'broken';
      const wire = addFieldWire(builder, data, name);
      return wire === undefined ? undefined : { wire };
    },
    names: () => [keysOf(named), ...(data ? [writableFieldNames(data.fields)] : [])],
    modeOf,
    hasTotals,
    time: time.at === 'end' ? time : { ...time, nameOf: createScheduleNames() },
    stream: (random) => ({ stream: streams(place, random), draw: { per: 'step' } }),
    inlined: new Map(),
    ...(data
      ? {
          hint: () =>
            (hint ??= `\`${data.dataset.name}\` has the fields ${writableFieldNames(data.fields).join(', ')}`),
        }
      : {}),
  };
  const lowerAt = (expression: Expression, at: string) => {
    place = at;
    return lowerExpression(expression, scope);
  };
  return {
    context,
    wires: builder.wires,
    lowerExpression: lowerAt,
    lowerAssigned(expression, at, batchSize) {
      Object.assign(scope, { readsUpdatedWeights: true, batchSize });
      const value = lowerAt(expression, at);
      Object.assign(scope, { readsUpdatedWeights: false, batchSize: undefined });
      return value;
    },
    defineWire(name, expression) {
      const kind =
        named.has(name.value) || data?.fields.has(name.value)
          ? 'value'
          : context.networks.has(name.value)
            ? 'network'
            : context.models.has(name.value)
              ? 'model'
              : undefined;
      if (kind !== undefined) reportNameTaken(name, kind, context);
      const value = lowerAt(expression, name.value);
      named.set(name.value, value && kind === undefined ? value : 'broken');
    },
  };
}

/** Names of the inputs that schedules have in the steps of a phase. */
function createScheduleNames(): (schedule: Schedule) => string {
  const names = new Map<string, string>();
  return (schedule) => {
    const key = JSON.stringify(schedule);
    const name = names.get(key) ?? `schedule/${names.size}`;
    names.set(key, name);
    return name;
  };
}

/** Lowers an expression with one value per example, or a scalar: a loss, a metric, a measure. */
export function lowerMeasure(
  expression: Expression,
  scope: DataScope,
  streamPrefix: string,
  label: string,
): WireId | undefined {
  const value = scope.lowerExpression(expression, streamPrefix);
  if (!value) return undefined;
  const { type } = scope.wires[value.wire]!;
  if (isPerExampleOrScalar(type)) return value.wire;
  scope.context.report({
    code: 'not-a-figure',
    message: `${label} is one number an example, but this is ${typeText(type)}`,
    range: expression.range,
    help: 'sum or average over the other axes, or use a loss function such as mean_squared_error(a, b)',
  });
  return undefined;
}

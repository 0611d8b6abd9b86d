/** Expressions over examples: of phases, evaluations and reports. They see the fields of one data set. */
import type { Expression, Located } from '../dsl/index.js';
import type { CallMode } from '../vocabulary/index.js';
import { fieldOf, lower, makeWireList, streamNames, type Scope, type Value } from './expressions/index.js';
import { fieldNames, type KnownData } from './known-data.js';
import { keysOf } from '../names/index.js';
import type { Wire, WireId } from './program.js';
import { isPerExampleOrScalar, typeText } from './tensor-type.js';
import { nameTaken, type World } from './world.js';

export interface DataScope {
  world: World;
  wires: Wire[];
  /** Adds a named wire, which later expressions see. */
  name(name: Located<string>, expression: Expression): void;
  /** `at` names the streams of what is drawn in it. Undefined after an error. */
  lower(expression: Expression, at: string): Value | undefined;
}

/** @param data null where it is broken: then nothing is said about names that could be its fields */
export function dataScope(
  data: KnownData | null,
  modeOf: (network: string) => CallMode,
  world: World,
): DataScope {
  const list = makeWireList();
  const named = new Map<string, Value | 'broken'>();
  const streams = streamNames();
  let place = '';
  let hint: string | undefined;
  const scope: Scope = {
    world,
    list,
    resolve(name) {
      const known = named.get(name);
      if (known) return known;
      if (!data) return world.networks.has(name) ? undefined : 'broken';
      const wire = fieldOf(list, data, name);
      return wire === undefined ? undefined : { wire };
    },
    names: () => [keysOf(named), ...(data ? [fieldNames(data.fields)] : [])],
    modeOf,
    stream: (random) => ({ stream: streams(place, random), draw: { per: 'step' } }),
    inlined: new Map(),
    ...(data
      ? {
          hint: () =>
            (hint ??= `\`${data.dataset.name}\` has the fields ${fieldNames(data.fields).join(', ')}`),
        }
      : {}),
  };
  const lowerAt = (expression: Expression, at: string) => {
    place = at;
    return lower(expression, scope);
  };
  return {
    world,
    wires: list.wires,
    lower: lowerAt,
    name(name, expression) {
      const kind =
        named.has(name.value) || data?.fields.has(name.value)
          ? 'value'
          : world.networks.has(name.value)
            ? 'network'
            : world.models.has(name.value)
              ? 'model'
              : undefined;
      if (kind !== undefined) nameTaken(name, kind, world);
      const value = lowerAt(expression, name.value);
      named.set(name.value, value && kind === undefined ? value : 'broken');
    },
  };
}

/** An expression that makes one number an example, or one number: a loss, a metric, a measure. */
export function lowerFigure(
  expression: Expression,
  scope: DataScope,
  at: string,
  what: string,
): WireId | undefined {
  const value = scope.lower(expression, at);
  if (!value) return undefined;
  const { type } = scope.wires[value.wire]!;
  if (isPerExampleOrScalar(type)) return value.wire;
  scope.world.report({
    code: 'not-a-figure',
    message: `${what} is one number an example, but this is ${typeText(type)}`,
    range: expression.range,
    help: 'sum or average over the other axes, or use a loss function such as mean_squared_error(a, b)',
  });
  return undefined;
}

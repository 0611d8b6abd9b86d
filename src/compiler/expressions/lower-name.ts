import { suggestAmong, type SourceRange } from '../../diagnostics/index.js';
import { functions } from '../../vocabulary/index.js';
import { isDeclared, ownFunctionWord, reportUnknownName } from '../compile-context.js';
import { innerLayers } from '../inner-layers.js';
import { callNetworkOrModel } from './call-network-or-model.js';
import { reportLayerName } from './layer-name.js';
import { calledNetwork, lowerInnerLayer } from './inner-layer.js';
import { isTrainingVariable } from './moving-number.js';
import { lowerWeight, networkBefore } from './lower-weight.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';

/** Number of the round of a model that is applied several times, from 0. */
export const ITERATION = 'iteration';

export function lowerName(
  name: string,
  range: SourceRange,
  scope: ExpressionScope,
): LoweredValue | undefined {
  const { context } = scope;
  const found = scope.resolve(name);
  if (found) return found === 'broken' ? undefined : found;
  const dot = name.indexOf('.');
  // `digits.level` of a part `digits` is no output of what is called `digits`, which may be a field of any source.
  if (dot > 0 && !isDeclared(context, name)) {
    const head = scope.resolve(name.slice(0, dot));
    if (head === 'broken') return undefined;
    if (head) {
      const at = { ...range, start: Math.min(range.end, range.start + dot + 1) };
      return lowerMember(head, name.slice(dot + 1), at, scope);
    }
  }
  const network = context.networks.get(name);
  if (network && network.inputs.length === 0 && typeof scope.modeOf !== 'string') {
    return callNetworkOrModel(network, [], range, scope);
  }
  const owner = isDeclared(context, name) ? undefined : networkBefore(name, context);
  if (owner !== undefined) return lowerWeight(owner, name, range, scope);
  if (isDeclared(context, name)) {
    // Networks are not allowed here, whether or not this one is valid or compiled yet.
    if (typeof scope.modeOf === 'string') {
      context.report({
        code: 'no-networks-here',
        message: `\`${name}\` is a network; ${scope.modeOf}`,
        range,
      });
      return undefined;
    }
    if (context.broken.networks.has(name)) return undefined;
    if (scope.lowerUncalled) return scope.lowerUncalled(name, range);
    context.report({
      code: 'not-called',
      message: `\`${name}\` is a ${network ? 'network' : 'model'}, and stands here without its input`,
      range,
      help: `write ${name}(...)`,
    });
    return undefined;
  }
  if (functions.has(name) || context.functions.has(name) || ownFunctionWord(context, { name, range })) {
    context.report({
      code: 'not-called',
      message: `\`${name}\` is a function, and stands here without its arguments`,
      range,
      help: `write ${name}(...)`,
    });
    return undefined;
  }
  if (!scope.time && isTrainingVariable(name)) {
    context.report({
      code: 'unknown-name',
      message: `\`${name}\` is known in phases alone, in their wires, losses, metrics and assignments`,
      range,
      help: 'let what is computed here take it as a value: a function of the graph that a phase calls does',
    });
    return undefined;
  }
  if (name === ITERATION) {
    context.report({
      code: 'unknown-name',
      message: `\`${name}\` is the number of a round, and is known in models with \`times\` alone`,
      range,
      help: 'say in the model how often it is applied, `times: 10`; what it calls takes the number as a value',
    });
    return undefined;
  }
  if (reportLayerName({ name, range }, [], context)) return undefined;
  reportUnknownName(
    context,
    { value: name, range },
    {
      code: 'unknown-name',
      kind: 'value',
      candidates:
        typeof scope.modeOf === 'string' ? scope.names() : [...scope.names(), context.declared.networks],
      ...(scope.hint === undefined ? {} : { hint: scope.hint() }),
    },
  );
  return undefined;
}

export function lowerMember(
  object: LoweredValue,
  member: string,
  range: SourceRange,
  scope: ExpressionScope,
): LoweredValue | undefined {
  const output = object.outputs?.find(({ name }) => name === member);
  if (output) return { wire: output.wire };
  const inside = object.call === undefined ? undefined : calledNetwork(object.call, scope);
  if (inside) {
    const inner = lowerInnerLayer(object.call!, member, range, scope);
    if (inner) return inner;
    const layers = [...innerLayers(inside).keys()];
    if (suggestAmong(member, [layers]) !== undefined) {
      const names = [object.outputs!.map(({ name }) => name), layers];
      const what = {
        code: 'unknown-output',
        kind: 'output or layer',
        candidates: names,
      } as const;
      reportUnknownName(scope.context, { value: member, range }, what);
      return undefined;
    }
  }
  const [only, ...more] = object.outputs ?? [];
  if (object.outputs && more.length === 0) {
    const dot = { ...range, start: range.start - 1 };
    const { builder, context } = scope;
    const wire = only && builder.wires[only.wire]!;
    const maker = wire?.op === 'call' ? `\`${wire.network}\`` : 'this call';
    context.report({
      code: 'unknown-output',
      message: `${maker} makes one value, which has no part \`${member}\``,
      range,
      help: {
        message: `leave out .${member}; layers of a network are read by their names, and nodes if they are among its \`outputs\``,
        range: dot,
        replacement: '',
        otherwise: `layers of a network are read by their names, and nodes if they are among its \`outputs\``,
      },
    });
    return undefined;
  }
  if (!object.outputs) {
    scope.context.report({
      code: 'unknown-output',
      message: `this is one value and has no output \`${member}\``,
      range,
    });
    return undefined;
  }
  reportUnknownName(
    scope.context,
    { value: member, range },
    { code: 'unknown-output', kind: 'output', candidates: [object.outputs.map(({ name }) => name)] },
  );
  return undefined;
}

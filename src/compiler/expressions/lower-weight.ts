/** Weights of layers as values: `encoder.latent.kernel`. */
import type { SourceRange } from '../../diagnostics/index.js';
import { namePrefixes } from '../../dsl/index.js';
import { isDeclared, reportUnknownName, type CompileContext } from '../compile-context.js';
import type { Network, Weight } from '../program.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';

/** The network, or model, that a name with dots begins with. */
export function networkBefore(name: string, context: CompileContext): string | undefined {
  return [...namePrefixes(name)].find((prefix) => prefix !== name && isDeclared(context, prefix));
}

/** Undefined after an error, which is reported. */
export function lowerWeight(
  owner: string,
  name: string,
  range: SourceRange,
  scope: ExpressionScope,
): LoweredValue | undefined {
  const { context } = scope;
  if (typeof scope.modeOf === 'string') {
    context.report({
      code: 'no-networks-here',
      message: `\`${name}\` is of a network; ${scope.modeOf}`,
      range,
    });
    return undefined;
  }
  const network = context.networks.get(owner);
  if (!network && context.broken.networks.has(owner)) return undefined;
  const rest = name.slice(owner.length + 1);
  const at = { ...range, start: Math.min(range.end, range.start + owner.length + 1) };
  if (!network) {
    context.report({
      code: 'unknown-output',
      message: `\`${owner}\` is a model; weights are of networks`,
      range,
      help: `write ${owner}(...).${rest} for one of its outputs`,
    });
    return undefined;
  }
  const weight = network.weights.find((one) => shortName(one, network) === rest);
  if (weight) return weightValue(weight, range, scope);
  const ofLayer = network.weights.filter((one) => shortName(one, network).startsWith(`${rest}.`));
  if (ofLayer.length > 0) {
    const names = ofLayer.map((one) => `${owner}.${shortName(one, network)}`);
    context.report({
      code: 'not-called',
      message: `\`${rest}\` is a layer of \`${owner}\`, and stands here without one of its weights`,
      range,
      help: `write ${names.join(' or ')}, or ${owner}(...).${rest} for what it makes`,
    });
    return undefined;
  }
  reportUnknownName(
    context,
    { value: rest, range: at },
    {
      code: 'unknown-name',
      kind: 'weight',
      candidates: [network.weights.map((one) => shortName(one, network))],
      ...(network.weights.length === 0 ? { hint: `\`${owner}\` has no weights` } : {}),
    },
  );
  return undefined;
}

/** `latent.kernel` of `encoder/latent/kernel`. */
const shortName = ({ name }: Weight, network: Network): string =>
  name.slice(network.name.length + 1).replaceAll('/', '.');

export function weightValue(
  { name, shape }: Weight,
  range: SourceRange,
  { builder, readsUpdatedWeights }: ExpressionScope,
): LoweredValue {
  const updated = readsUpdatedWeights ? ({ updated: true } as const) : {};
  const type = { shape, dtype: 'float32' as const };
  return { wire: builder.add({ op: 'weight', weight: name, ...updated, type, range }) };
}

/**
 * The weights that a penalty such as `l2(encoder)` is over: those of a network, or of one of its layers, that gradients
 * train and that are no biases or scales. Undefined if the name is neither.
 */
export function penalizedWeights(name: string, { context }: ExpressionScope): Weight[] | undefined {
  const owner = context.networks.has(name) ? name : networkBefore(name, context);
  const network = owner === undefined ? undefined : context.networks.get(owner);
  if (!network) return undefined;
  const rest = name === owner ? '' : name.slice(network.name.length + 1);
  const own = network.weights.filter((one) => rest === '' || shortName(one, network).startsWith(`${rest}.`));
  if (own.length === 0 && rest !== '') return undefined;
  return own.filter(({ trainable, shape }) => trainable && (shape.length > 1 || network.inputs.length === 0));
}

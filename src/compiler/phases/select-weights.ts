import { keysOf } from '../../records/index.js';
import { layers } from '../../vocabulary/index.js';
import type { WeightSelector } from '../../dsl/index.js';
import { nearestName, didYouMean } from '../../diagnostics/index.js';
import type { Network } from '../program.js';
import { networkParts } from '../network-parts.js';
import { calleesOf } from './callees.js';
import {
  callableNames,
  isDeclared,
  subrangeOf,
  reportUnknownName,
  type CompileContext,
} from '../compile-context.js';

/** The result of a selector. */
export interface SelectedWeights {
  /** Networks that it selects entirely or in part, also those without weights. */
  networks: Set<string>;
  /** Networks that it selects entirely. */
  whole: Set<string>;
  /** Full names of weights. */
  weights: Set<string>;
}

/** The weights that selectors select. Undefined if one of them is invalid, which is reported. */
export function selectWeights(
  selectors: readonly WeightSelector[],
  context: CompileContext,
): SelectedWeights | undefined {
  const selected: SelectedWeights = { networks: new Set(), whole: new Set(), weights: new Set() };
  let good = true;
  for (const selector of selectors) if (!selectOne(selector, selected, context)) good = false;
  return good ? selected : undefined;
}

function selectOne(selector: WeightSelector, selected: SelectedWeights, context: CompileContext): boolean {
  if (selector.broken) return false;
  const { pattern } = selector;
  const slash = pattern.value.indexOf('/');
  const head = slash < 0 ? pattern.value : pattern.value.slice(0, slash);
  const range = slash < 0 ? pattern.range : subrangeOf(pattern, 0, slash);
  const networks = networksNamed({ value: head, range }, context);
  if (!networks) return false;
  let good = true;
  const [layers = null, kinds = null] = slash < 0 ? [] : pattern.value.slice(slash + 1).split('/');
  for (const network of networks) {
    const ofLayers = weightsIn(network, selector, layers, context);
    const weights =
      kinds === null || !ofLayers ? ofLayers : weightsCalled(kinds, ofLayers, network, selector, context);
    if (!weights) good = false;
    else {
      selected.networks.add(network.name);
      if (slash < 0 && !selector.until && !selector.layerKind) selected.whole.add(network.name);
      for (const weight of weights) selected.weights.add(weight);
    }
  }
  return good;
}

const lastPart = (weight: string): string => weight.slice(weight.lastIndexOf('/') + 1);

/** Those of a layer's weights that are called `kernel`, where that stands behind the layer. */
function weightsCalled(
  name: string,
  weights: readonly string[],
  network: Network,
  { pattern }: WeightSelector,
  context: CompileContext,
): string[] | undefined {
  const fits = wildcardMatcher(name);
  const found = weights.filter((weight) => fits(lastPart(weight)));
  if (found.length > 0) return found;
  const end = pattern.value.length;
  reportUnknownName(
    context,
    { value: name, range: subrangeOf(pattern, end - name.length, end) },
    {
      code: 'unknown-layer',
      kind: `weight in these layers of \`${network.name}\` called`,
      candidates: [[...new Set(weights.map(lastPart))]],
    },
  );
  return undefined;
}

/** `*` matches any characters. The parts between stars are searched for once each, in order (no backtracking). */
function wildcardMatcher(pattern: string): (name: string) => boolean {
  const [begin = '', ...parts] = pattern.split('*');
  const end = parts.pop();
  if (end === undefined) return (name) => name === pattern;
  return (name) => {
    if (!name.startsWith(begin) || !name.endsWith(end)) return false;
    let at = begin.length;
    for (const part of parts) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= name.length - end.length;
  };
}

/** The network of this name, or the networks that the model of this name calls. */
function networksNamed(
  name: { value: string; range: WeightSelector['range'] },
  context: CompileContext,
): Network[] | undefined {
  context.used.networks.add(name.value);
  const network = context.networks.get(name.value);
  if (network) return [network];
  const model = context.models.get(name.value);
  if (model) return [...new Set(calleesOf(model.wires))].map((one) => context.networks.get(one)!);
  if (!isDeclared(context, name.value)) {
    const owner = ownerOf(name.value, context);
    reportUnknownName(context, name, {
      code: 'unknown-network',
      kind: 'network or model',
      candidates: callableNames(context),
      ...(owner ? { hint: `it is a layer of \`${owner}\`: write ${owner}/${name.value}` } : {}),
    });
  }
  return undefined;
}

/** Cache: the first network that has a layer of a name, by layer name. */
const owners = new WeakMap<CompileContext['networks'], ReadonlyMap<string, string>>();

function ownerOf(layer: string, { networks }: CompileContext): string | undefined {
  let known = owners.get(networks);
  if (!known) {
    const all = [...networks.values()].flatMap(({ name, wires }) =>
      networkParts(wires).map((part) => [part.name, name] as const),
    );
    known = new Map(all.reverse());
    owners.set(networks, known);
  }
  return known.get(layer);
}

/** Weights of the layers that a selector selects, in the network's order. */
function weightsIn(
  network: Network,
  { until, layerKind, pattern }: WeightSelector,
  layerPattern: string | null,
  context: CompileContext,
): string[] | undefined {
  if (layerPattern === null && !until && !layerKind) return network.weights.map(({ name }) => name);
  let chosen = networkParts(network.wires);
  const names = chosen.map(({ name }) => name);
  if (layerPattern !== null) {
    const fits = wildcardMatcher(layerPattern);
    chosen = chosen.filter(({ name }) => fits(name));
    const start = pattern.value.indexOf('/') + 1;
    if (chosen.length === 0) {
      reportUnknownName(
        context,
        {
          value: layerPattern,
          range: subrangeOf(pattern, start, start + layerPattern.length),
        },
        { code: 'unknown-layer', kind: `layer in \`${network.name}\` called`, candidates: [names] },
      );
      return undefined;
    }
  }
  if (until) {
    const end = chosen.findIndex(({ name }) => name === until.value);
    if (end < 0) {
      reportUnknownName(context, until, {
        code: 'unknown-layer',
        kind: `layer in \`${network.name}\` called`,
        candidates: [names],
      });
      return undefined;
    }
    chosen = chosen.slice(0, end + 1);
  }
  if (layerKind) {
    const all = chosen;
    chosen = chosen.filter(({ kind }) => kind === layerKind.value);
    if (chosen.length === 0) {
      const kinds = new Set(all.flatMap(({ kind }) => kind ?? []));
      const near = nearestName(layerKind.value, layers.has(layerKind.value) ? kinds : keysOf(layers));
      context.report({
        code: 'unknown-layer',
        message: `\`${network.name}\` has no layer of the kind \`${layerKind.value}\` here`,
        range: layerKind.range,
        help: didYouMean(
          near,
          layerKind.range,
          kinds.size === 0 ? `\`${network.name}\` has no layers` : `it has ${[...kinds].join(', ')}`,
        ),
      });
      return undefined;
    }
  }
  return chosen.flatMap(({ weights }) => weights);
}

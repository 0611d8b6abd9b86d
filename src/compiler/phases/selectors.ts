import { keysOf } from '../../names/index.js';
import { layers } from '../../vocabulary/index.js';
import type { Selector } from '../../dsl/index.js';
import { suggest, didYouMean } from '../../diagnostics/index.js';
import type { Network, Wire } from '../program.js';
import { calledBy } from './called.js';
import { callables, isDeclared, partOf, unknown, type World } from '../world.js';

/** What a selector points at. */
export interface Selected {
  /** Networks that it names whole or in part, also those without weights. */
  networks: Set<string>;
  /** Networks that it names whole. */
  whole: Set<string>;
  /** Full names of weights. */
  weights: Set<string>;
}

/** The weights that selectors point at. Undefined if one of them could not be understood, which is reported. */
export function select(selectors: readonly Selector[], world: World): Selected | undefined {
  const selected: Selected = { networks: new Set(), whole: new Set(), weights: new Set() };
  let good = true;
  for (const selector of selectors) if (!selectOne(selector, selected, world)) good = false;
  return good ? selected : undefined;
}

function selectOne(selector: Selector, selected: Selected, world: World): boolean {
  if (selector.broken) return false;
  const { pattern } = selector;
  const slash = pattern.value.indexOf('/');
  const head = slash < 0 ? pattern.value : pattern.value.slice(0, slash);
  const range = slash < 0 ? pattern.range : partOf(pattern, 0, slash);
  const networks = networksNamed({ value: head, range }, world);
  if (!networks) return false;
  let good = true;
  for (const network of networks) {
    const weights = weightsIn(network, selector, slash < 0 ? null : pattern.value.slice(slash + 1), world);
    if (!weights) good = false;
    else {
      selected.networks.add(network.name);
      if (slash < 0 && !selector.until && !selector.layerKind) selected.whole.add(network.name);
      for (const weight of weights) selected.weights.add(weight);
    }
  }
  return good;
}

/** `*` for any letters. Each part between stars is looked for once, behind the one before it. */
function matcher(pattern: string): (name: string) => boolean {
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

/** A network, or the networks that a model calls. */
function networksNamed(
  name: { value: string; range: Selector['range'] },
  world: World,
): Network[] | undefined {
  world.used.networks.add(name.value);
  const network = world.networks.get(name.value);
  if (network) return [network];
  const model = world.models.get(name.value);
  if (model) {
    const called = new Set(calledBy(model.wires));
    for (const one of called) world.used.networks.add(one);
    return [...called].map((one) => world.networks.get(one)!);
  }
  if (!isDeclared(world, name.value)) {
    const owner = ownerOf(name.value, world);
    unknown(world, name, {
      code: 'unknown-network',
      kind: 'network or model',
      candidates: callables(world),
      ...(owner ? { hint: `it is a layer of \`${owner}\`: write ${owner}/${name.value}` } : {}),
    });
  }
  return undefined;
}

/** The first network that has a layer of a name, by the names of all layers. */
const owners = new WeakMap<World['networks'], ReadonlyMap<string, string>>();

function ownerOf(layer: string, { networks }: World): string | undefined {
  let known = owners.get(networks);
  if (!known) {
    const all = [...networks.values()].flatMap(({ name, wires }) =>
      wires.flatMap((wire) => (wire.op === 'layer' ? [[wire.name, name] as const] : [])),
    );
    known = new Map(all.reverse());
    owners.set(networks, known);
  }
  return known.get(layer);
}

type LayerWire = Extract<Wire, { op: 'layer' }>;

/** Weights of the layers that a selector means, in the network's order. */
function weightsIn(
  network: Network,
  { until, layerKind, pattern }: Selector,
  layerPattern: string | null,
  world: World,
): string[] | undefined {
  if (layerPattern === null && !until && !layerKind) return network.weights.map(({ name }) => name);
  let chosen = network.wires.filter((wire): wire is LayerWire => wire.op === 'layer');
  const names = chosen.map(({ name }) => name);
  if (layerPattern !== null) {
    const fits = matcher(layerPattern);
    chosen = chosen.filter(({ name }) => fits(name));
    if (chosen.length === 0) {
      unknown(
        world,
        {
          value: layerPattern,
          range: partOf(pattern, pattern.value.length - layerPattern.length, pattern.value.length),
        },
        { code: 'unknown-layer', kind: `layer in \`${network.name}\` called`, candidates: [names] },
      );
      return undefined;
    }
  }
  if (until) {
    const end = chosen.findIndex(({ name }) => name === until.value);
    if (end < 0) {
      unknown(world, until, {
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
    chosen = chosen.filter(({ layer }) => layer === layerKind.value);
    if (chosen.length === 0) {
      const kinds = new Set(all.map(({ layer }) => layer));
      const near = suggest(layerKind.value, layers.has(layerKind.value) ? kinds : keysOf(layers));
      world.report({
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

import type { GraphSymbol, SymbolKind } from './graph-symbol.js';
import {
  calleeOfValue,
  chainFrom,
  networkOfLayers,
  phaseChain,
  textOf,
  writtenName,
  type GraphOutline,
  type PhaseOutline,
} from './outline.js';
import type { TreeEntry } from '../../dsl/index.js';

export const symbolOf = (kind: SymbolKind, name: string, owner = ''): GraphSymbol => ({ kind, name, owner });

export const hasEntry = (entries: readonly TreeEntry[] | undefined, name: string): boolean =>
  entries?.some(({ key }) => key === name) ?? false;

/** A network, a model or a function of the graph. */
export function callableSymbol(outline: GraphOutline, name: string): GraphSymbol | undefined {
  const network = writtenName(outline, 'networks', name);
  if (network !== undefined) return symbolOf('network', network);
  const model = writtenName(outline, 'models', name);
  if (model !== undefined) return symbolOf('model', model);
  return outline.functions.has(name) ? symbolOf('function', name) : undefined;
}

/**
 * The symbols of a field's path from a data set on: `sign.image` is a member of a pair and a field of that member's
 * data set. A field belongs to the data set that adds it, or else to the one with the source.
 */
export function fieldSymbols(
  outline: GraphOutline,
  dataset: string | undefined,
  path: readonly string[],
): GraphSymbol[] {
  const [name, ...rest] = path;
  if (name === undefined) return [];
  const chain = chainFrom(outline.data, dataset, ({ from }) => from);
  const adding = chain.find(({ entry }) => hasEntry(entry.added, name));
  if (adding) return [symbolOf('field', name, adding.name)];
  const base = chain.at(-1);
  if (!base) return [];
  const member = base.entry.members.get(name);
  if (member !== undefined) {
    return [symbolOf('member', name, base.name), ...fieldSymbols(outline, member, rest)];
  }
  return base.entry.members.size > 0 || base.entry.from !== undefined
    ? []
    : [symbolOf('field', name, base.name)];
}

/** A split that a data set makes of its source's, by the data set that makes it. */
export function splitSymbol(outline: GraphOutline, dataset: string, split: string): GraphSymbol | undefined {
  const owner = chainFrom(outline.data, dataset, ({ from }) => from).find(({ entry }) =>
    hasEntry(entry.splits, split),
  );
  return owner && symbolOf('split', split, owner.name);
}

/** A layer or node of a network. */
export function layerSymbol(outline: GraphOutline, network: string, layer: string): GraphSymbol {
  const owner = networkOfLayers(outline, writtenName(outline, 'networks', network) ?? network);
  const isNode = hasEntry(outline.networks.get(owner)?.nodes, layer);
  return symbolOf(isNode ? 'node' : 'layer', layer, owner);
}

/** An output of a network or model, as in `head(x).z_mean`. */
export function outputSymbol(
  outline: GraphOutline,
  callee: string,
  output: string,
  visited: ReadonlySet<string> = new Set(),
): GraphSymbol | undefined {
  if (visited.has(callee)) return undefined;
  if (writtenName(outline, 'networks', callee) !== undefined) {
    return layerSymbol(outline, callee, output);
  }
  const model = outline.models.get(writtenName(outline, 'models', callee) ?? callee);
  if (!model) return undefined;
  if (hasEntry(model.wires, output)) return symbolOf('wire', output, `models.${callee}`);
  if (hasEntry(model.inputs, output)) return symbolOf('input', output, `models.${callee}`);
  const inner = model.expression && calleeOfValue(model.expression);
  return inner === undefined
    ? undefined
    : outputSymbol(outline, inner, output, new Set([...visited, callee]));
}

type Named = 'wires' | 'metrics' | 'losses';
const KINDS = { wires: 'wire', metrics: 'metric', losses: 'loss' } as const;

/**
 * A wire, metric or loss of a phase. Where a phase extends another, entries of the same name are one thing: it belongs to
 * the outermost of them.
 */
export function phaseEntrySymbol(
  outline: GraphOutline,
  phase: string,
  of: Named,
  name: string,
): GraphSymbol | undefined {
  const owner = phaseChain(outline, phase)
    .reverse()
    .find(({ entry }) => hasEntry(entry[of], name));
  return owner && symbolOf(KINDS[of], name, `plan.${owner.name}`);
}

/** A wire's entry in a phase or in those that it extends. */
export function phaseWire(outline: GraphOutline, phase: string, name: string): TreeEntry | undefined {
  for (const { entry } of phaseChain(outline, phase)) {
    const wire = entry.wires.find(({ key }) => key === name);
    if (wire) return wire;
  }
  return undefined;
}

/** The updates of a phase, those of a phase that it extends where it has none. */
export const updatesOfPhase = (
  outline: GraphOutline,
  phase: string,
): { name: string; entry: PhaseOutline } | undefined =>
  phaseChain(outline, phase).find(({ entry }) => entry.updates.length > 0);

/** The symbol of an update in a phase, by its name. */
export function updateSymbol(outline: GraphOutline, phase: string, name: string): GraphSymbol | undefined {
  const owner = updatesOfPhase(outline, phase);
  const isThere = owner?.entry.updates.some(
    (update) =>
      update.kind === 'map' &&
      update.value.some(({ key, value }) => key === 'name' && textOf(value) === name),
  );
  return owner && isThere ? symbolOf('update', name, `plan.${owner.name}`) : undefined;
}

import type { Wire, WireId } from '../program.js';
import { wireInputs, liveWires } from '../wire-inputs.js';

/** Builds a list of wires with common subexpression elimination: an identical wire is added once. */
export interface WireBuilder {
  wires: Wire[];
  /** The id of the wire, or of an identical one. */
  add(wire: Wire): WireId;
}

export function createWireBuilder(): WireBuilder {
  const wires: Wire[] = [];
  const known = new Map<string, WireId>();
  return {
    wires,
    add(wire) {
      const { range: _, ...meaning } = wire;
      const key = JSON.stringify(meaning);
      const found = known.get(key);
      if (found !== undefined) return found;
      known.set(key, wires.length);
      return wires.push(wire) - 1;
    },
  };
}

/**
 * Copies the wires that `roots` depend on from another list into this one.
 *
 * @param replace returns the wire to add instead, with its inputs already renumbered; or the id of an existing one
 * @returns the new ids of the roots
 */
export function inlineWires(
  builder: WireBuilder,
  wires: readonly Wire[],
  roots: readonly WireId[],
  replace: (wire: Wire) => Wire | WireId,
): WireId[] {
  const needed = liveWires(wires, roots);
  const renumbered: WireId[] = [];
  wires.forEach((wire, id) => {
    if (!needed[id]) return;
    const replaced = replace(renumberInputs(wire, (input) => renumbered[input]!));
    renumbered[id] = typeof replaced === 'number' ? replaced : builder.add(replaced);
  });
  return roots.map((root) => renumbered[root]!);
}

/** Ids of wires copied from other lists, by target list. */
const places = new WeakMap<WireBuilder, Map<readonly Wire[], Map<WireId, WireId>>>();

/** Copies a wire of another list, with all its dependencies, into this one. Earlier copies are reused. */
export function copyWire(builder: WireBuilder, wires: readonly Wire[], root: WireId): WireId {
  const lists = places.get(builder) ?? new Map<readonly Wire[], Map<WireId, WireId>>();
  places.set(builder, lists);
  const renumbered = lists.get(wires) ?? new Map<WireId, WireId>();
  lists.set(wires, renumbered);
  const needed = new Set<WireId>();
  const waiting = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (renumbered.has(next) || needed.has(next)) continue;
    needed.add(next);
    waiting.push(...wireInputs(wires[next]!));
  }
  for (const id of [...needed].sort((a, b) => a - b))
    renumbered.set(id, builder.add(renumberInputs(wires[id]!, (input) => renumbered.get(input)!)));
  return renumbered.get(root)!;
}

function renumberInputs(wire: Wire, renumbered: (id: WireId) => WireId): Wire {
  if (wire.op === 'output') return { ...wire, of: renumbered(wire.of) };
  if ('inputs' in wire) return { ...wire, inputs: wire.inputs.map(renumbered) };
  return wire;
}

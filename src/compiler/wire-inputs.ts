import type { Wire, WireId } from './program.js';

/** The input wires of a wire. */
export function wireInputs(wire: Wire): readonly WireId[] {
  switch (wire.op) {
    case 'layer':
    case 'call':
    case 'function':
      return wire.inputs;
    case 'output':
      return [wire.of];
    case 'input':
    case 'field':
    case 'constant':
    case 'schedule':
    case 'weight':
      return [];
  }
}

/** For each wire, whether one of `roots` depends on it. Lists are topologically sorted, so one pass is enough. */
export function liveWires(wires: readonly Wire[], roots: Iterable<WireId>): boolean[] {
  const needed = new Array<boolean>(wires.length).fill(false);
  for (const id of roots) needed[id] = true;
  for (let id = wires.length - 1; id >= 0; id -= 1) {
    if (needed[id]) for (const input of wireInputs(wires[id]!)) needed[input] = true;
  }
  return needed;
}

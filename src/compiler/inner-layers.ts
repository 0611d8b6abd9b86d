import type { Network, Wire, WireId } from './program.js';
import { liveWires } from './wire-inputs.js';

type LayerWire = Extract<Wire, { op: 'layer' }>;

/** The named layers that lead to a network's outputs, each with its wire: what can be read inside of it. */
export function innerLayers({ wires, outputs }: Network): Map<string, { wire: LayerWire; id: WireId }> {
  const live = liveWires(
    wires,
    outputs.map(({ wire }) => wire),
  );
  return new Map(
    wires.flatMap((wire, id) =>
      wire.op === 'layer' && live[id] ? [[wire.name, { wire, id }] as const] : [],
    ),
  );
}

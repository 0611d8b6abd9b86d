/** A program as a graph for TensorBoard: networks layer by layer, models as calls of networks. */
import { wireInputs, type Program, type Wire } from '../../compiler/index.js';
import { wordName } from '../../vocabulary/index.js';
import { proto } from './generated/index.js';

type Node = proto.NodeDef.$Properties;

/** The bytes of a GraphDef. Nodes are named by paths, from which TensorBoard makes boxes within boxes. */
export function programGraph({ networks, models }: Program): Uint8Array {
  const node = [...networks, ...models].flatMap(({ name, wires }) => {
    const names = uniqueNames(wires, name);
    return wires.map((wire, id): Node => ({
      name: names[id]!,
      op: operationOf(wire),
      input: wireInputs(wire).map((input) => names[input]!),
      attr: {
        _output_shapes: {
          list: { shape: [{ dim: wire.type.shape.map((side) => ({ size: side ?? -1 })) }] },
        },
      },
    }));
  });
  return proto.GraphDef.encode({ node }).finish();
}

function operationOf(wire: Wire): string {
  switch (wire.op) {
    case 'layer':
      return wordName(wire.layer);
    case 'function':
      return wordName(wire.name);
    case 'call':
      return wire.network;
    case 'input':
      return 'Placeholder';
    default:
      return wire.op;
  }
}

/** `encoder/dense_1`; TensorBoard allows letters, digits and `_.-/` in names. */
function uniqueNames(wires: readonly Wire[], owner: string): string[] {
  const taken = new Map<string, number>();
  return wires.map((wire) => {
    const own = 'name' in wire ? wire.name : wire.op === 'call' ? wire.network : wire.op;
    const name = `${owner}/${own}`.replace(/[^\w.\-/]/g, '_');
    const count = taken.get(name) ?? 0;
    taken.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}

/** Help for shape mismatches: where the shapes come from, and what would fit. */
import type { Note, Suggestion } from '../../diagnostics/index.js';
import { type TensorType, shapeText } from '../../vocabulary/index.js';
import type { Model, Network, Wire, WireId } from '../program.js';
import { exampleShape, isPerExample } from '../tensor-type.js';
import type { CompileContext } from '../compile-context.js';

export interface NetworkInput {
  network: string;
  input: string;
}

/** The network input behind an input of a network or model. */
export function resolveNetworkInput(callee: Network | Model, inputIndex: number): NetworkInput {
  const name = callee.inputs[inputIndex]!.name;
  if (!('weights' in callee)) {
    const id = callee.wires.findIndex((wire) => wire.op === 'input' && wire.name === name);
    const call = callee.wires.find((wire) => wire.op === 'call' && wire.inputs.includes(id));
    if (call?.op === 'call') return { network: call.network, input: String(call.inputs.indexOf(id)) };
  }
  return { network: callee.name, input: String(inputIndex) };
}

/** An edit that changes a network's input shape to that of its argument, if the shape is written out. */
export function suggestInputShape(
  { network, input }: NetworkInput,
  expected: TensorType,
  given: TensorType,
  wire: Wire,
  context: CompileContext,
): Suggestion | undefined {
  const at = Number(input);
  const range = context.inputShapes.get(`${network}/${at}`);
  if (!range || !isPerExample(given) || !isPerExample(expected)) return undefined;
  const [wanted, shape] = [exampleShape(expected), exampleShape(given)];
  const [channels, ...sides] = wanted;
  const isTurned = wanted.length === 3 && shapeText([...sides, channels!]) === shapeText(shape);
  const maker = wire.op === 'call' && wire.outputs.length === 1 ? wire.network : undefined;
  // A network's own output is not the intended shape of its input.
  if (maker === network) return undefined;
  const replacement = maker !== undefined ? maker : shapeText(shape);
  return {
    message: `${isTurned ? 'images are [height, width, channels]: ' : ''}write input: ${replacement} in \`${network}\``,
    range,
    replacement,
  };
}

interface DenseOnImage {
  note: Note;
  help: string;
}

/** A Dense layer applied to images: it acts on the last axis only, which is rarely intended. */
export function denseOnImage(wires: readonly Wire[], network: string): DenseOnImage | undefined {
  for (const wire of wires) {
    if (wire.op !== 'layer' || wire.layer !== 'Dense') continue;
    const { shape } = wires[wire.inputs[0]!]!.type;
    const places = shape.slice(1, -1);
    if (places.length < 2) continue;
    return {
      note: {
        message: `\`Dense\` works on the last side alone, at each of ${places.join(' x ')} places`,
        ...(wire.range ? { range: wire.range } : {}),
      },
      help: `put Flatten before this Dense layer of \`${network}\`, if one value for the whole image is meant`,
    };
  }
  return undefined;
}

/** The first such layer in the networks that produced a value. */
export function denseOnImageBefore(
  wires: readonly Wire[],
  root: WireId,
  context: CompileContext,
): DenseOnImage | undefined {
  let found: DenseOnImage | undefined;
  for (let id: WireId | undefined = root; id !== undefined;) {
    const wire: Wire = wires[id]!;
    if (wire.op === 'call') {
      const network = context.networks.get(wire.network);
      found = (network && denseOnImage(network.wires, network.name)) ?? found;
    }
    id =
      wire.op === 'output'
        ? wire.of
        : wire.op === 'call' || wire.op === 'function'
          ? wire.inputs[0]
          : undefined;
  }
  return found;
}

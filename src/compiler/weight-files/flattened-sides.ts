import { type Shape } from '../../vocabulary/index.js';
import type { Network, Wire, WireId } from '../program.js';
import { exampleShape, isPerExample } from '../tensor-type.js';

/** Layers that leave each number in its place. */
const IN_PLACE = new Set(
  'Activation ReLU LeakyReLU ELU PReLU BatchNormalization LayerNormalization GroupNormalization RMSNormalization UnitNormalization Dropout AlphaDropout GaussianDropout GaussianNoise Rescaling'.split(
    ' ',
  ),
);

/** Layers whose series stand with channels first in PyTorch. */
const SERIES =
  /^(Conv1D|Conv1DTranspose|SeparableConv1D|(Max|Average)Pooling1D|UpSampling1D|ZeroPadding1D|Cropping1D|SpatialDropout1D)$/;

type LayerWire = Extract<Wire, { op: 'layer' }>;

/**
 * Wires that are an image, or a series of a convolution, in one row: the shape of it, the channels last. PyTorch has the
 * channels first there as well, so that the same numbers stand in another order.
 */
export function flattenedSides({ wires }: Pick<Network, 'wires'>): ReadonlyMap<WireId, Shape> {
  const sides = new Map<WireId, Shape>();
  const shapeOf = (id: WireId): Shape => {
    const { type } = wires[id]!;
    return isPerExample(type) ? exampleShape(type) : [];
  };
  const users = new Map<WireId, WireId[]>();
  wires.forEach((wire, id) => {
    if (wire.op === 'layer')
      for (const input of wire.inputs) users.set(input, [...(users.get(input) ?? []), id]);
  });
  const inPlace = (wire: Wire): LayerWire | null =>
    wire.op === 'layer' && IN_PLACE.has(wire.layer) ? wire : null;

  /** Sides that are put in another order by the graph itself are in the order that is meant. */
  const isOrdered = (id: WireId): boolean => {
    const wire = wires[id]!;
    return wire.op === 'layer' && wire.layer === 'Permute';
  };
  /** Whether a value with its sides apart has its channels first in PyTorch. */
  const comesWithChannels = (id: WireId): boolean => {
    if (isOrdered(id)) return false;
    if (shapeOf(id).length !== 2) return shapeOf(id).length > 2;
    const wire = wires[id]!;
    if (inPlace(wire)) return comesWithChannels(inPlace(wire)!.inputs[0]!);
    return wire.op === 'layer' && SERIES.test(wire.layer);
  };
  const goesWithChannels = (id: WireId): boolean => {
    if ((users.get(id) ?? []).some(isOrdered)) return false;
    if (shapeOf(id).length !== 2) return shapeOf(id).length > 2;
    return (users.get(id) ?? []).some((user) => {
      const wire = wires[user] as LayerWire;
      return inPlace(wire) ? goesWithChannels(user) : SERIES.test(wire.layer);
    });
  };

  // Forward from what is flattened, and back from what is made an image.
  wires.forEach((wire, id) => {
    if (wire.op !== 'layer') return;
    const [input] = wire.inputs as [WireId];
    if (wire.layer === 'Flatten' && comesWithChannels(input)) sides.set(id, shapeOf(input));
    else if (inPlace(wire) && sides.has(input)) sides.set(id, sides.get(input)!);
  });
  for (let id = wires.length - 1; id >= 0; id -= 1) {
    const wire = wires[id]!;
    if (wire.op !== 'layer') continue;
    const [input] = wire.inputs as [WireId];
    if (shapeOf(input).length !== 1 || sides.has(input)) continue;
    if (wire.layer === 'Reshape' && goesWithChannels(id)) sides.set(input, shapeOf(id));
    else if (inPlace(wire) && sides.has(id)) sides.set(input, sides.get(id)!);
  }
  return sides;
}

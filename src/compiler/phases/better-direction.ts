/** Which values of a figure are better, as far as that follows from what it is made of. */
import { functions, type BetterDirection } from '../../vocabulary/index.js';
import type { Wire, WireId } from '../program.js';

/** `same`: it is the same whatever was learned, so it has no say. Null: it can't be told. */
type Direction = BetterDirection | 'same' | null;

/** Whether smaller or larger values of a wire are better; null where that can't be told. */
export function betterDirectionOf(wires: readonly Wire[], figure: WireId): BetterDirection | null {
  const known = new Map<WireId, Direction>();
  const directionOf = (id: WireId): Direction => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const direction = directionOfWire(wires[id]!, directionOf, wires);
    known.set(id, direction);
    return direction;
  };
  const direction = directionOf(figure);
  return direction === 'same' ? null : direction;
}

function directionOfWire(
  wire: Wire,
  directionOf: (id: WireId) => Direction,
  wires: readonly Wire[],
): Direction {
  if (wire.op === 'constant') return 'same';
  if (wire.op !== 'function') return null;
  const { better, rises } = functions.get(wire.name)!;
  if (better) return better;
  const [first, second] = wire.inputs;
  if (rises) return commonDirection(wire.inputs.map(directionOf));
  switch (wire.name) {
    case 'negative':
      return reversed(directionOf(first!));
    case 'subtract':
      return commonDirection([directionOf(first!), reversed(directionOf(second!))]);
    case 'multiply':
      return (
        directionTimes(wires[first!]!, directionOf(second!)) ??
        directionTimes(wires[second!]!, directionOf(first!))
      );
    case 'divide':
      return directionTimes(wires[second!]!, directionOf(first!));
    default:
      return null;
  }
}

const reversed = (direction: Direction): Direction =>
  direction === 'smaller' ? 'larger' : direction === 'larger' ? 'smaller' : direction;

/** Of a sum: that of its parts, if all that have one have the same. */
function commonDirection(parts: readonly Direction[]): Direction {
  const different = new Set(parts.filter((part) => part !== 'same'));
  if (different.size > 1) return null;
  const [only] = different;
  return only === undefined ? 'same' : only;
}

/** Of a value times a number, or divided by it. */
function directionTimes(factor: Wire, direction: Direction): Direction {
  if (factor.op !== 'constant' || factor.value === 0) return null;
  return factor.value > 0 ? direction : reversed(direction);
}

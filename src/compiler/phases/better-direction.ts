/** Infers whether smaller or larger values of a metric are better from the functions it is composed of. */
import { functions, type BetterDirection } from '../../vocabulary/index.js';
import type { Wire, WireId } from '../program.js';

/** `same`: independent of training, so it does not affect the direction. Null: unknown. */
type Direction = BetterDirection | 'same' | null;

/** Whether smaller or larger values of a wire are better; null if unknown. */
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

/** The direction of a sum: that of its terms, if all that have one agree. */
function commonDirection(parts: readonly Direction[]): Direction {
  const different = new Set(parts.filter((part) => part !== 'same'));
  if (different.size > 1) return null;
  const [only] = different;
  return only === undefined ? 'same' : only;
}

/** The direction of a value multiplied or divided by a constant. */
function directionTimes(factor: Wire, direction: Direction): Direction {
  if (factor.op !== 'constant' || factor.value === 0) return null;
  return factor.value > 0 ? direction : reversed(direction);
}

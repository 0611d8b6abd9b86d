import type { Wire, WireId } from '../../compiler/index.js';
import { wireInputs } from '../../compiler/index.js';

/** The wires that are computed from `x` and that `y` needs, ascending; without `x` itself. */
export function wiresBetween(wires: readonly Wire[], x: WireId, y: WireId): Set<WireId> {
  const dependent = new Set([x]);
  for (let id = x + 1; id <= y; id++) {
    if (wireInputs(wires[id]!).some((input) => dependent.has(input))) dependent.add(id);
  }
  const needed = new Set([y]);
  for (let id = y; id > x; id--) {
    if (needed.has(id)) for (const input of wireInputs(wires[id]!)) needed.add(input);
  }
  dependent.delete(x);
  return new Set([...dependent].filter((id) => needed.has(id)));
}

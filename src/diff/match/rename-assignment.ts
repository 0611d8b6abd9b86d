import type { Assignment, WireId } from '../../compiler/index.js';

/** An assignment to weights of other names, of a value at another place. */
export function renamedAssignment(
  assignment: Assignment,
  weight: (name: string) => string,
  at: (id: WireId) => WireId,
): Assignment {
  switch (assignment.kind) {
    case 'ema': {
      const weights = assignment.weights.map(({ target, of }) => ({
        target: weight(target),
        of: weight(of),
      }));
      return { ...assignment, weights };
    }
    case 'clip':
      return { ...assignment, weights: assignment.weights.map(weight) };
    case 'unit_norm': {
      const weights = assignment.weights.map((one) => ({ ...one, weight: weight(one.weight) }));
      return { ...assignment, weights };
    }
    case 'assign':
      return { ...assignment, weight: weight(assignment.weight), wire: at(assignment.wire) };
  }
}

import type { Assignment, Network, Phase, Solve, Wire, WireId } from './program.js';
import { liveWires } from './wire-inputs.js';

type Moves = Pick<Phase, 'updates' | 'solve'>;

/** Names of the weights that a phase solves for, in the order of its results. */
export const weightsSolvedBy = (solve: Solve | undefined): string[] =>
  (solve?.solved ?? []).flatMap(({ weight, bias }) => [weight, ...(bias === null ? [] : [bias])]);

/** Names of the weights that a phase trains by gradient, in any of its updates, or solves for. */
export const weightsTrainedBy = ({ updates, solve }: Moves): Set<string> =>
  new Set([...updates.flatMap(({ weights }) => weights), ...weightsSolvedBy(solve)]);

/** Names of the weights that an assignment changes. */
export function weightsAssignedBy(assignment: Assignment): string[] {
  switch (assignment.kind) {
    case 'ema':
      return assignment.weights.map(({ target }) => target);
    case 'clip':
      return assignment.weights;
    case 'unit_norm':
      return assignment.weights.map(({ weight }) => weight);
    case 'assign':
      return [assignment.weight];
  }
}

/** Names of the weights that a phase trains by gradient, solves for or assigns after updates. */
export const weightsMovedBy = ({ updates, solve }: Moves): Set<string> =>
  new Set([
    ...weightsTrainedBy({ updates, ...(solve ? { solve } : {}) }),
    ...updates.flatMap(({ assignments = [] }) => assignments.flatMap(weightsAssignedBy)),
  ]);

/** The wires of the values that a phase solves with. */
export const solvedWires = ({ solve }: Pick<Phase, 'solve'>): WireId[] =>
  solve ? [solve.inputs, ...(solve.second === null ? [] : [solve.second])] : [];

/** Names of the weights that an assignment reads besides those that it changes, without its expression. */
export const weightsReadBy = (assignment: Assignment): string[] =>
  assignment.kind === 'ema' ? assignment.weights.map(({ of }) => of) : [];

/** The wires of the values that a phase assigns. */
export const assignedWires = ({ updates }: Pick<Phase, 'updates'>): WireId[] => [
  ...new Set(
    updates.flatMap(({ assignments = [] }) =>
      assignments.flatMap((one) => (one.kind === 'assign' ? [one.wire] : [])),
    ),
  ),
];

/** Whether what is assigned has its shape in whole batches alone. */
export function isOfWholeBatch(wires: readonly Wire[], root: WireId): boolean {
  if (wires[root]!.type.shape.includes(null)) return true;
  const live = liveWires(wires, [root]);
  return wires.some((wire, id) => live[id] && wire.op === 'function' && wire.batchSize !== undefined);
}

/** Whether any weight of a network is among them. */
export const hasTrainedWeight = (
  { weights }: Pick<Network, 'weights'>,
  trainedWeights: ReadonlySet<string>,
): boolean => weights.some(({ name }) => trainedWeights.has(name));

import type { Assignment, Network, Phase, WireId } from './program.js';

/** Names of the weights that a phase trains by gradient, in any of its updates. */
export const weightsTrainedBy = ({ updates }: Pick<Phase, 'updates'>): Set<string> =>
  new Set(updates.flatMap(({ weights }) => weights));

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

/** Names of the weights that a phase trains by gradient or assigns after updates. */
export const weightsMovedBy = ({ updates }: Pick<Phase, 'updates'>): Set<string> =>
  new Set(
    updates.flatMap(({ weights, assignments = [] }) => [
      ...weights,
      ...assignments.flatMap(weightsAssignedBy),
    ]),
  );

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

/** Whether any weight of a network is among them. */
export const hasTrainedWeight = (
  { weights }: Pick<Network, 'weights'>,
  trainedWeights: ReadonlySet<string>,
): boolean => weights.some(({ name }) => trainedWeights.has(name));

import type { Phase } from '../program.js';
import { weightsAssignedBy, weightsReadBy, weightsSolvedBy } from '../trained-weights.js';
import { networkOfWeight } from '../weight-network.js';
import { calleesOf } from './callees.js';

/**
 * Canonical form: a phase's lists sorted by the order in which its wires use the networks. Reordering declarations in
 * the graph must change neither fingerprints nor the summation order of gradients.
 */
export function toCanonicalOrder<P extends Omit<Phase, 'fingerprint'>>(phase: P): P {
  const assignments = phase.updates.flatMap((update) => update.assignments ?? []);
  const assigned = assignments.flatMap((one) => [...weightsAssignedBy(one), ...weightsReadBy(one)]);
  const used = new Set([
    ...calleesOf([...phase.wires, ...(phase.validation?.wires ?? [])]),
    ...[...assigned, ...weightsSolvedBy(phase.solve)].map(networkOfWeight),
  ]);
  const places = new Map([...used].map((name, place) => [name, place]));
  /** The sort is stable: the weights of one network keep their order. */
  const sorted = <T>(list: readonly T[], networkOf: (item: T) => string): T[] =>
    [...list].sort((a, b) => places.get(networkOf(a))! - places.get(networkOf(b))!);
  return {
    ...phase,
    networks: sorted(phase.networks, ({ name }) => name),
    start: sorted(phase.start, ({ network }) => network),
    updates: phase.updates.map((update) => ({ ...update, weights: sorted(update.weights, networkOfWeight) })),
    frozen: sorted(phase.frozen, networkOfWeight),
  };
}

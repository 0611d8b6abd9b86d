import type { Phase } from '../program.js';
import { calleesOf } from './callees.js';

/**
 * A phase with its lists in the order in which its wires use the networks. The graph may declare networks in any order,
 * so moving one must not train anything again, nor move the last bits of a sum over all gradients.
 */
export function toCanonicalOrder<P extends Omit<Phase, 'fingerprint'>>(phase: P): P {
  const used = new Set(calleesOf([...phase.wires, ...(phase.validation?.wires ?? [])]));
  const places = new Map([...used].map((name, place) => [name, place]));
  /** Of one network, as they were: its weights have an order. */
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

const networkOfWeight = (weight: string): string => weight.split('/', 1)[0]!;

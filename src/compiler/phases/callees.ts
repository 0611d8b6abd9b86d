import type { Wire } from '../program.js';
import { networkOfWeight } from '../weight-network.js';

/** The network that a wire calls, or whose weight it reads. */
const networkOf = (wire: Wire): string | undefined =>
  wire.op === 'call' ? wire.network : wire.op === 'weight' ? networkOfWeight(wire.weight) : undefined;

/**
 * Networks that wires use, in order: those that they call, and those whose weights they read. The only way to
 * find the networks behind an expression or a model.
 */
export const calleesOf = (wires: readonly Wire[]): string[] => wires.flatMap((wire) => networkOf(wire) ?? []);

/** The first wire that uses a network. */
export const firstCallOf = (wires: readonly Wire[], network: string): Wire | undefined =>
  wires.find((wire) => networkOf(wire) === network);

import type { PhaseEntry } from '../../dsl/index.js';
import type { World } from '../world.js';
import type { Draft } from './draft.js';

/** The other phase that a start names; none where it names a network. A name of both is a phase that trains the network. */
export function phaseOfStart(
  { network, of }: PhaseEntry['start'][number],
  own: Draft,
  drafts: ReadonlyMap<string, Draft>,
  world: World,
): Draft | undefined {
  const found = drafts.get(of.value);
  const phase = found === own ? undefined : found;
  if (!phase || !world.networks.has(of.value)) return phase;
  return phase.leaves.has(network.value) ? phase : undefined;
}

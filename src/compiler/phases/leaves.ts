import type { PhaseEntry } from '../../dsl/index.js';
import type { World } from '../world.js';
import type { Draft } from './draft.js';

/** Networks that a phase leaves other than they were. */
export function leaves(draft: Draft, world: World): Set<string> {
  const filled = new Set(draft.entry.start.map(({ network }) => network.value));
  return new Set(
    [...world.networks.values()]
      .filter(
        ({ name, weights }) => filled.has(name) || weights.some((weight) => draft.moved.has(weight.name)),
      )
      .map(({ name }) => name),
  );
}

/** The other phase that a start names; none where it names a network. A name of both is a phase that trains the network. */
export function phaseOfStart(
  { network, of }: PhaseEntry['start'][number],
  own: Draft,
  drafts: readonly Draft[],
  world: World,
): Draft | undefined {
  const phase = drafts.find((draft) => draft.name === of.value && draft !== own);
  if (!phase || !world.networks.has(of.value)) return phase;
  return leaves(phase, world).has(network.value) ? phase : undefined;
}

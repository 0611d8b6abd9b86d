import type { PhaseEntry } from '../../dsl/index.js';
import type { CompileContext } from '../compile-context.js';
import type { PhaseDraft } from './draft-phase.js';

/**
 * The phase that a `start` refers to; undefined if it refers to a network. If a name is both, it is the phase if that
 * trains the network.
 */
export function phaseNamedByStart(
  { network, of }: PhaseEntry['start'][number],
  own: PhaseDraft,
  drafts: ReadonlyMap<string, PhaseDraft>,
  context: CompileContext,
): PhaseDraft | undefined {
  const found = drafts.get(of.value);
  const phase = found === own ? undefined : found;
  if (!phase || !context.networks.has(of.value)) return phase;
  return phase.changedNetworks.has(network.value) ? phase : undefined;
}

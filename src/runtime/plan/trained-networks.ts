/** Which phase leaves a network as it is in the end. */
import { hasTrainedWeight, weightsTrainedBy, type Phase, type Program } from '../../compiler/index.js';

/** Networks whose weights a phase moves or fills; its artifact holds them whole. */
export function networksWrittenBy(program: Program, phase: Phase): string[] {
  const moved = weightsTrainedBy(phase);
  const filled = new Set(phase.start.map(({ network }) => network));
  return program.networks
    .filter((network) => filled.has(network.name) || hasTrainedWeight(network, moved))
    .map(({ name }) => name);
}

/** The last phase that leaves each network; null for a network that none does. */
export function networksWithLastPhase(program: Program): { name: string; from: string | null }[] {
  const last = new Map<string, string>();
  for (const phase of program.phases) {
    for (const name of networksWrittenBy(program, phase)) last.set(name, phase.name);
  }
  return program.networks.map(({ name }) => ({ name, from: last.get(name) ?? null }));
}

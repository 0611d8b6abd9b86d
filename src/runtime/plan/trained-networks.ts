/** The phase that writes the final weights of each network. */
import { hasTrainedWeight, weightsMovedBy, type Phase, type Program } from '../../compiler/index.js';

/** Networks whose weights a phase trains, assigns or fills at its start; its artifact holds all of their weights. */
export function networksWrittenBy(program: Program, phase: Phase): string[] {
  const moved = weightsMovedBy(phase);
  const filled = new Set(phase.start.map(({ network }) => network));
  return program.networks
    .filter((network) => filled.has(network.name) || hasTrainedWeight(network, moved))
    .map(({ name }) => name);
}

/** For each network the last phase that writes its weights; null if there is none. */
export function networksWithLastPhase(program: Program): { name: string; from: string | null }[] {
  const last = new Map<string, string>();
  for (const phase of program.phases) {
    for (const name of networksWrittenBy(program, phase)) last.set(name, phase.name);
  }
  return program.networks.map(({ name }) => ({ name, from: last.get(name) ?? null }));
}

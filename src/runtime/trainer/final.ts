/** Which of a phase's state is worth keeping. */
import type { Phase, Program } from '../../compiler/index.js';
import type { Training } from './training.js';
import { networkNamed, type State } from './weights.js';

/** Names of the weights of the phase's networks: state that is neither slot nor counter. */
function weightNames(program: Program, phase: Phase): Set<string> {
  return new Set(
    phase.networks.flatMap(({ name }) => networkNamed(program, name).weights.map((weight) => weight.name)),
  );
}

/** Weights (not slots, not counters) that a step moves. */
export function trainedOnly(state: State, moved: ReadonlySet<string>, program: Program, phase: Phase): State {
  const weights = weightNames(program, phase);
  return new Map([...state].filter(([name]) => moved.has(name) && weights.has(name)));
}

/** Whole networks, where the phase moved any of their weights or filled them at its start. */
export function weightsToKeep(training: Training, moved: ReadonlySet<string>, state: State): State {
  const { program, phase } = training;
  const kept: State = new Map();
  for (const { name } of phase.networks) {
    const { weights } = networkNamed(program, name);
    const filled = phase.start.some(({ network }) => network === name);
    if (!filled && !weights.some((weight) => moved.has(weight.name))) continue;
    for (const weight of weights) kept.set(weight.name, state.get(weight.name)!);
  }
  return kept;
}

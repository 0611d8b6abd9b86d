/** Selects the trained weights from a phase's state (without optimizer slots and counters). */
import type { Phase, Program } from '../../compiler/index.js';
import type { TrainingContext } from './training-context.js';
import { networkByName } from '../capture/index.js';
import type { StateDict } from './load-weights.js';

/** Names of the weights of the phase's networks: state other than slots and counters. */
function weightNames(program: Program, phase: Phase): Set<string> {
  return new Set(
    phase.networks.flatMap(({ name }) => networkByName(program, name).weights.map((weight) => weight.name)),
  );
}

/** The weights (without slots and counters) that a step updates. */
export function trainedWeights(
  state: StateDict,
  trainedNames: ReadonlySet<string>,
  program: Program,
  phase: Phase,
): StateDict {
  const weights = weightNames(program, phase);
  return new Map([...state].filter(([name]) => trainedNames.has(name) && weights.has(name)));
}

/** All weights of each network of which the phase updated a weight or filled one at its start. */
export function weightsToKeep(
  training: TrainingContext,
  trainedNames: ReadonlySet<string>,
  state: StateDict,
): StateDict {
  const { program, phase } = training;
  const kept: StateDict = new Map();
  for (const { name } of phase.networks) {
    const { weights } = networkByName(program, name);
    const filled = phase.start.some(({ network }) => network === name);
    if (!filled && !weights.some((weight) => trainedNames.has(weight.name))) continue;
    for (const weight of weights) kept.set(weight.name, state.get(weight.name)!);
  }
  return kept;
}

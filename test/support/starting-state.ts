import type { Phase, Program } from '../../src/compiler/index.js';
import { declareState } from '../../src/runtime/capture/index.js';
import type { StateTensor } from '../../src/runtime/engines/index.js';
import { initialWeights } from '../../src/runtime/trainer/load-weights.js';

/** Initial state of a session for a phase that starts from no earlier phase: weights, slots, counters. */
export function startingState(program: Program, phase: Phase): Map<string, StateTensor> {
  const state = new Map(phase.networks.flatMap(({ name }) => [...initialWeights(program, name)]));
  for (const { name, shape, start } of declareState(program, phase)) {
    const size = shape.reduce((product, side) => product * side, 1);
    if (!state.has(name)) state.set(name, { shape, data: new Float32Array(size).fill(start!) });
  }
  return state;
}

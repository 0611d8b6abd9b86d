/**
 * How much a phase has to do, told from its shapes alone. Rough: it is for sharing out cores, not for clocks.
 */
import { costOfStep, type Phase, type Program } from '../compiler/index.js';
import { hoistFeatures, usedInTraining, wantedWires, type KnownSet } from './hoisting.js';

/** Reading and writing a value takes as long as so many multiply-adds (measured: 20 to 50 on one core with AVX-512). */
const TOUCH = 24;

/** The work of all epochs of a phase, in multiply-adds. `set`: what is known of the examples that it trains on. */
export function workOf(program: Program, phase: Phase, set: KnownSet): number {
  const anExample = (wires: Phase['wires']) => {
    const { multiplyAdds, values } = costOfStep(program, phase, wires);
    return multiplyAdds + TOUCH * values;
  };
  const used = usedInTraining(phase, set.examples);
  const { precompute, wires } = hoistFeatures(program, phase, {
    set,
    used,
    wires: phase.wires,
    wanted: wantedWires(phase),
  });
  const { epochs, stepsPerEpoch, batchSize } = phase;
  const anEpoch = stepsPerEpoch === null ? set.examples : stepsPerEpoch * batchSize;
  const once = precompute ? used * anExample(precompute.wires) : 0;
  return once + epochs * anEpoch * anExample(wires);
}

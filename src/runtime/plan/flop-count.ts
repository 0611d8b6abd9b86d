/**
 * How much a phase has to do, told from its shapes alone. Rough: it is for sharing out cores, not for clocks.
 */
import { trainingStepCost, type Phase, type Program } from '../../compiler/index.js';
import {
  hoistFrozenFeatures,
  examplesUsedInTraining,
  lossAndMetricWires,
  type ExampleSetFacts,
} from './feature-hoisting.js';

/** Reading and writing a value takes as long as so many multiply-adds (measured: 20 to 50 on one core with AVX-512). */
const MULTIPLY_ADDS_PER_VALUE = 24;

/** The work of all epochs of a phase, in multiply-adds. `set`: what is known of the examples that it trains on. */
export function phaseMultiplyAdds(program: Program, phase: Phase, examples: ExampleSetFacts): number {
  const anExample = (wires: Phase['wires']) => {
    const { multiplyAdds, values } = trainingStepCost(program, phase, wires);
    return multiplyAdds + MULTIPLY_ADDS_PER_VALUE * values;
  };
  const used = examplesUsedInTraining(phase, examples.examples);
  const { precompute, wires } = hoistFrozenFeatures(program, phase, {
    set: examples,
    used,
    wires: phase.wires,
    wanted: lossAndMetricWires(phase),
  });
  const { epochs, stepsPerEpoch, batchSize } = phase;
  const anEpoch = stepsPerEpoch === null ? examples.examples : stepsPerEpoch * batchSize;
  const once = precompute ? used * anExample(precompute.wires) : 0;
  return once + epochs * anEpoch * anExample(wires);
}

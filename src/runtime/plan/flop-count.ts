/** FLOP count of a phase, from its shapes alone. A rough estimate, for allocating cores, not for predicting times. */
import { trainingStepCost, type Phase, type Program } from '../../compiler/index.js';
import {
  hoistFrozenFeatures,
  examplesUsedInTraining,
  stepWires,
  type ExampleSetFacts,
} from './feature-hoisting.js';

/** Cost of reading and writing one value, in multiply-adds (measured: 20 to 50 on one core with AVX-512). */
const MULTIPLY_ADDS_PER_VALUE = 24;

/** Multiply-adds of all epochs of a phase. `examples`: metadata of the split that it is trained on. */
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
    wanted: stepWires(phase),
  });
  const { epochs, stepsPerEpoch, batchSize } = phase;
  const anEpoch = stepsPerEpoch === null ? examples.examples : stepsPerEpoch * batchSize;
  const once = precompute ? used * anExample(precompute.wires) : 0;
  return once + epochs * anEpoch * anExample(wires);
}

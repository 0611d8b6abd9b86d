/**
 * How much a phase has to do, told from its shapes alone. Rough: it is for sharing out cores, not for clocks.
 */
import { costOfStep, type DataUse, type Phase, type Program } from '../compiler/index.js';

/** Reading and writing a value takes as long as so many multiply-adds (measured: 20 to 50 on one core with AVX-512). */
const TOUCH = 24;

/** The work of all epochs of a phase, in multiply-adds. `examples`: how many a data set's split has. */
export function workOf(program: Program, examples: (use: DataUse) => number): (phase: Phase) => number {
  return (phase) => {
    const { multiplyAdds, values } = costOfStep(program, phase);
    const { epochs, stepsPerEpoch, batchSize } = phase;
    const anEpoch = stepsPerEpoch === null ? examples(phase.data) : stepsPerEpoch * batchSize;
    return epochs * anEpoch * (multiplyAdds + TOUCH * values);
  };
}

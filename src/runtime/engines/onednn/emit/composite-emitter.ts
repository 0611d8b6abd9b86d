import type { KernelCall, StepProgram } from '../../../capture/index.js';
import type { Lowering } from '../lowering.js';

/** An emitter of a call of a higher level. */
export interface CompositeEmitter {
  /** The inputs that it reads; null where the call has to be taken apart. */
  reads(call: KernelCall, program: StepProgram): readonly string[] | null;
  emit(lowering: Lowering, call: KernelCall): void;
}

import type { Tensor } from '@tensorflow/tfjs-core';
import type { Program, Weight } from '../../compiler/index.js';
import type { CaptureTools } from './capture-step.js';

/** The state during a step: the input, or the value assigned since. */
export interface StepState {
  /** What the program says of a weight. */
  declared(name: string): Weight;
  weight(name: string): Tensor;
  /** A slot or counter. */
  slotOrCounter(name: string, shape: readonly number[]): Tensor;
  set(name: string, value: Tensor): void;
  /**
   * A new value of a weight, assigned by a layer's call. A step runs some calls again (for a second update); the
   * moving averages of such a call are updated only once.
   */
  assignOnce(name: string, value: Tensor, call: string): void;
  /** All state with a new value. */
  changed(): Record<string, Tensor>;
}

export function createStepState(program: Program, tools: CaptureTools): StepState {
  const weights = new Map(
    program.networks.flatMap((network) => network.weights.map((weight) => [weight.name, weight])),
  );
  const declared = (name: string): Weight => {
    const found = weights.get(name);
    if (!found) throw new Error(`the program has no weight named ${name}`);
    return found;
  };
  const changed = new Map<string, Tensor>();
  const assigned = new Set<string>();
  const set = (name: string, value: Tensor) => void changed.set(name, tools.hold(value));
  return {
    declared,
    weight: (name) => changed.get(name) ?? tools.state(name, declared(name).shape),
    slotOrCounter: (name, shape) => changed.get(name) ?? tools.state(name, shape),
    set,
    assignOnce(name, value, call) {
      if (assigned.has(call)) return;
      assigned.add(call);
      set(name, value);
    },
    changed: () => Object.fromEntries(changed),
  };
}

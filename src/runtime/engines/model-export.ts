/** A step as a function of its fields alone, to be written to a file. */
import { optimizeStepProgram } from '../capture/index.js';
import type { Constant, Draw, KernelCall, ProgramInput, StepProgram, ValueId } from '../capture/index.js';
import type { StateTensor } from './engine.js';

/** What becomes of a draw in a function of fields: an input of its own, or the mean of what could be drawn. */
export type DrawReplacement = 'inputs' | 'means';

/**
 * The step with its weights in it. What it draws becomes an input, in the shape that is drawn, or its mean. Throws where it
 * is no function: where it changes its state.
 */
export function embedWeights(
  step: StepProgram,
  weights: ReadonlyMap<string, StateTensor>,
  draws: DrawReplacement = 'inputs',
): StepProgram {
  const constants: Constant[] = [...step.constants];
  const names = drawInputNames(step);
  const means: KernelCall[] = [];
  const orders = new Set<ValueId>();
  const inputs = step.inputs.flatMap((input): ProgramInput[] => {
    if (input.kind === 'field') return [input];
    if (input.kind === 'draw') {
      const { value, draw } = input;
      if (draws === 'inputs') return [{ ...input, name: names.get(value)! }];
      if (draw.kind === 'permutation') orders.add(value);
      else means.push(fillCall(step, value, DISTRIBUTION_MEANS[draw.kind]));
      return [];
    }
    if (input.kind !== 'state')
      throw new Error(`${step.name} needs the ${input.kind} ${input.name} at each call`);
    const tensor = weights.get(input.name);
    if (!tensor) throw new Error(`${step.name} has no weight named ${input.name}`);
    constants.push({ value: input.value, data: tensor.data });
    return [];
  });
  if (step.outputs.some(({ kind }) => kind === 'state')) throw new Error(`${step.name} changes its weights`);
  if (means.length === 0 && orders.size === 0) return { ...step, inputs, constants };
  // In the mean nothing changes places.
  const calls = step.calls.map((call): KernelCall =>
    call.kernel === 'GatherV2' && orders.has(call.inputs.indices!)
      ? { ...call, kernel: 'Identity', inputs: { x: call.inputs.x! }, attrs: {} }
      : call,
  );
  return optimizeStepProgram({ ...step, inputs, constants, calls: [...means, ...calls] });
}

const DISTRIBUTION_MEANS = { normal: 0, uniform: 0.5, bytes: 127.5 } as const;

const fillCall = (step: StepProgram, value: ValueId, mean: number): KernelCall => {
  const { shape, dtype } = step.values[value]!;
  return {
    kernel: 'Fill',
    inputs: {},
    attrs: { shape: [...shape], value: mean, dtype },
    outputs: [value],
    scope: 'draws',
  };
};

/** A stream is named after where it is drawn, `vae_head/z/normal_like#0`: as an input, `vae_head_z_normal_like`. */
function drawInputNames(step: StepProgram): Map<ValueId, string> {
  const taken = new Set(step.inputs.flatMap(({ kind, name }) => (kind === 'field' ? [name] : [])));
  return new Map(
    step.inputs.flatMap((input): [ValueId, string][] => {
      if (input.kind !== 'draw') return [];
      const base = input.draw.stream.replace(/#0$/, '').replace(/\W+/g, '_');
      let name = base;
      for (let count = 1; taken.has(name); count++) name = `${base}_${count}`;
      taken.add(name);
      return [[input.value, name]];
    }),
  );
}

/** What a file calls an input or an output, and what it takes or gives. */
export interface ModelTensorInfo {
  name: string;
  dtype: string;
  /** A side of null may have any length: it counts the examples. */
  shape: readonly (number | null)[];
  /** Of an input: what it is to be filled with, where it stands for a draw. */
  draw?: Draw['kind'];
}

/** A function of fields for a number of examples at a time. */
export type StepForBatchSize = (batchSize: number) => StepProgram;

/** Two numbers of examples that no other side of a network has, to tell what depends on them. */
export const PROBE_BATCH_SIZES: readonly [number, number] = [1009, 1013];

/**
 * The sides that two shapes for two numbers of examples have in common, null for those that count examples. Null in place
 * of all if they differ in another way.
 *
 * @param maxPerExample of a side's entries that there may be for each example
 */
export function inferBatchDimensions(
  [one, other]: readonly [readonly number[], readonly number[]],
  [a, b]: readonly [number, number],
  maxPerExample = Infinity,
): (number | null)[] | null {
  if (one.length !== other.length) return null;
  const sides = one.map((side, at) => {
    const twin = other[at]!;
    if (side === twin) return side;
    return side % a === 0 && side / a === twin / b && side / a <= maxPerExample ? null : NaN;
  });
  return sides.some((side) => Number.isNaN(side)) ? null : sides;
}

export interface ModelFile {
  bytes: Uint8Array;
  inputs: ModelTensorInfo[];
  outputs: ModelTensorInfo[];
}

/** A port of a file, with what it is drawn as if it stands for an input of the step that is drawn. */
export function withDrawKind(step: StepProgram, inputName: string, port: ModelTensorInfo): ModelTensorInfo {
  const input = step.inputs.find((one) => one.name === inputName);
  return input?.kind === 'draw' ? { ...port, draw: input.draw.kind } : port;
}

/** Names for a file's outputs: an output that is called like an input gets another name. */
export function uniqueOutputNames(step: StepProgram): Map<string, string> {
  const taken = new Set(step.inputs.map(({ name }) => name));
  return new Map(
    step.outputs.map(({ name }) => {
      let free = name;
      while (taken.has(free)) free = `${free}_out`;
      taken.add(free);
      return [name, free];
    }),
  );
}

/** Export of a step as a model: weights embedded as constants, fields as inputs. */
import { optimizeStepProgram } from '../capture/index.js';
import type {
  ProgramConstant,
  RandomDraw,
  KernelCall,
  ProgramInput,
  StepProgram,
  ValueId,
} from '../capture/index.js';
import type { StateTensor } from './engine.js';

/** How exported models treat random draws: as inputs, or replaced by their distribution's mean. */
export type DrawReplacement = 'inputs' | 'means';

/**
 * The step with its weights as constants. Draws become inputs of the drawn shape, or their means. Throws if the step
 * updates its state.
 */
export function embedWeights(
  step: StepProgram,
  weights: ReadonlyMap<string, StateTensor>,
  draws: DrawReplacement = 'inputs',
): StepProgram {
  const constants: ProgramConstant[] = [...step.constants];
  const names = drawInputNames(step);
  const means: KernelCall[] = [];
  const permutations = new Set<ValueId>();
  const inputs = step.inputs.flatMap((input): ProgramInput[] => {
    if (input.kind === 'field') return [input];
    if (input.kind === 'draw') {
      const { value, draw } = input;
      if (draws === 'inputs') return [{ ...input, name: names.get(value)! }];
      if (draw.kind === 'permutation') permutations.add(value);
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
  if (means.length === 0 && permutations.size === 0) return { ...step, inputs, constants };
  // The mean replaces a permutation by the identity.
  const calls = step.calls.map((call): KernelCall =>
    call.kernel === 'GatherV2' && permutations.has(call.inputs.indices!)
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

/** Input names of draws, from the stream's name: `vae_head/z/normal_like#0` becomes `vae_head_z_normal_like`. */
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

/** Name, type and shape of an input or output of an exported model. */
export interface ModelTensorInfo {
  name: string;
  dtype: string;
  /** Null marks the batch dimension. */
  shape: readonly (number | null)[];
  /** For an input that replaces a draw: the distribution to sample. */
  draw?: RandomDraw['kind'];
}

/** Builds the step for a batch size. */
export type StepForBatchSize = (batchSize: number) => StepProgram;

/**
 * Two prime batch sizes that occur as no other dimension: lowering for both shows which dimensions depend on the
 * batch size.
 */
export const PROBE_BATCH_SIZES: readonly [number, number] = [1009, 1013];

/**
 * Merges the shapes of one tensor for two batch sizes: dimensions that scale with the batch size become null. Null if
 * the shapes differ in any other way.
 *
 * @param maxPerExample largest multiple of the batch size that still counts as the batch dimension
 */
export function inferBatchDimensions(
  [first, second]: readonly [readonly number[], readonly number[]],
  [firstBatch, secondBatch]: readonly [number, number],
  maxPerExample = Infinity,
): (number | null)[] | null {
  if (first.length !== second.length) return null;
  const dims = first.map((dim, at) => {
    const otherDim = second[at]!;
    if (dim === otherDim) return dim;
    return dim % firstBatch === 0 &&
      dim / firstBatch === otherDim / secondBatch &&
      dim / firstBatch <= maxPerExample
      ? null
      : NaN;
  });
  return dims.some((dim) => Number.isNaN(dim)) ? null : dims;
}

export interface ModelFile {
  bytes: Uint8Array;
  inputs: ModelTensorInfo[];
  outputs: ModelTensorInfo[];
}

/** Adds the distribution to an exported input that replaces a draw. */
export function withDrawKind(step: StepProgram, inputName: string, port: ModelTensorInfo): ModelTensorInfo {
  const input = step.inputs.find((one) => one.name === inputName);
  return input?.kind === 'draw' ? { ...port, draw: input.draw.kind } : port;
}

/** Output names of the exported model, made distinct from its input names. */
export function uniqueOutputNames(step: StepProgram): Map<string, string> {
  const taken = new Set(step.inputs.map(({ name }) => name));
  return new Map(
    step.outputs.map(({ name }) => {
      let unique = name;
      while (taken.has(unique)) unique = `${unique}_out`;
      taken.add(unique);
      return [name, unique];
    }),
  );
}

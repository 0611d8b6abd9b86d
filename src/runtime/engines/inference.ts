/** A step as a function of its fields alone, to be written to a file. */
import type { Constant, StepProgram } from '../capture/index.js';
import type { StateTensor } from './engine.js';

/** The step with its weights in it. Throws where it is no function of fields: where it draws, or changes its state. */
export function withWeights(step: StepProgram, weights: ReadonlyMap<string, StateTensor>): StepProgram {
  const constants: Constant[] = [...step.constants];
  const inputs = step.inputs.filter((input) => {
    if (input.kind === 'field') return true;
    if (input.kind !== 'state')
      throw new Error(`${step.name} needs the ${input.kind} ${input.name} at each call`);
    const tensor = weights.get(input.name);
    if (!tensor) throw new Error(`${step.name} has no weight named ${input.name}`);
    constants.push({ value: input.value, data: tensor.data });
    return false;
  });
  if (step.outputs.some(({ kind }) => kind === 'state')) throw new Error(`${step.name} changes its weights`);
  return { ...step, inputs, constants };
}

/** What a file calls an input or an output, and what it takes or gives. */
export interface FilePort {
  name: string;
  dtype: string;
  /** A side of null may have any length: it counts the examples. */
  shape: readonly (number | null)[];
}

/** A function of fields for a number of examples at a time. */
export type StepFor = (batchSize: number) => StepProgram;

/** Two numbers of examples that no other side of a network has, to tell what depends on them. */
export const TWO_SIZES: readonly [number, number] = [1009, 1013];

/**
 * The sides that two shapes for two numbers of examples have in common, null for those that count examples. Null in place
 * of all if they differ in another way.
 *
 * @param most of a side's entries that there may be for each example
 */
export function anySide(
  [one, other]: readonly [readonly number[], readonly number[]],
  [a, b]: readonly [number, number],
  most = Infinity,
): (number | null)[] | null {
  if (one.length !== other.length) return null;
  const sides = one.map((side, at) => {
    const twin = other[at]!;
    if (side === twin) return side;
    return side % a === 0 && side / a === twin / b && side / a <= most ? null : NaN;
  });
  return sides.some((side) => Number.isNaN(side)) ? null : sides;
}

export interface ModelFile {
  bytes: Uint8Array;
  inputs: FilePort[];
  outputs: FilePort[];
}

/** Names for a file's outputs: an output that is called like an input gets another name. */
export function publicOutputs(step: StepProgram): Map<string, string> {
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

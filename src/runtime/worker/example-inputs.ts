/** Example inputs for validating an exported model. */
import { shapeSize } from '../../vocabulary/index.js';
import type { StepProgram } from '../capture/index.js';
import type { TensorData } from '../engines/index.js';
import { randomStream } from '../random-streams/index.js';

/** Tolerance for the outputs of an exported model, relative to the largest magnitude of lagraph's outputs. */
export const EXPORT_TOLERANCE = 1e-3;

/**
 * Example values for each input of a step whose inputs are fields and draws, with its shape: numbers from 0 to 1, or
 * values of the draw's distribution.
 */
export function exampleInputsOf(step: StepProgram): { given: TensorData[]; shapes: (readonly number[])[] } {
  const values = step.inputs.map((input) => step.values[input.value]!);
  const given = step.inputs.map((input, at): TensorData => {
    const { shape, dtype } = values[at]!;
    const size = shapeSize(shape);
    if (dtype === 'int32') {
      // A permutation, or class indices.
      const isOrder = input.kind === 'draw' && input.draw.kind === 'permutation';
      return Int32Array.from({ length: size }, (_, i) => (isOrder ? size - 1 - i : 0));
    }
    if (dtype === 'bool') return new Uint8Array(size);
    const numbers = new Float32Array(size);
    const from = randomStream(0, `sample/${input.name}`);
    if (input.kind === 'draw' && input.draw.kind === 'normal') from.normal(0, numbers);
    else from.uniform(0, numbers);
    return numbers;
  });
  return { given, shapes: values.map(({ shape }) => shape) };
}

/**
 * The largest difference relative to the largest magnitude (at least 1); infinite if only one of two values is
 * finite, or the lengths differ.
 */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let [apart, most] = [0, 1];
  for (let at = 0; at < expected.length; at++) {
    const [one, other] = [actual[at]!, expected[at]!];
    if (Object.is(one, other) || one === other) continue;
    const distance = Math.abs(one - other);
    if (!Number.isFinite(distance)) return Infinity;
    apart = Math.max(apart, distance);
    most = Math.max(most, Math.abs(other));
  }
  return apart / most;
}

/** How a weight is made of tensors of a file, as plain data: other libraries lay out the same numbers otherwise. */

export type TensorStep =
  | { reshape: readonly number[] }
  /** The axes in their new order. */
  | { transpose: readonly number[] }
  /** Rows of the first axis, in this order. */
  | { take: readonly number[] };

export interface TensorRecipe {
  /** Tensors of the file. */
  from: readonly string[];
  /** Several tensors of one shape: their sum, or one behind the other along a new first axis. */
  join?: 'add' | 'stack';
  steps: readonly TensorStep[];
}

export interface TensorValue {
  shape: readonly number[];
  data: Float32Array;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** The shape that a recipe makes; undefined if the tensors don't have the shapes that it is for. */
export function shapeOfRecipe(
  { join, steps }: TensorRecipe,
  shapes: readonly (readonly number[])[],
): readonly number[] | undefined {
  const [first] = shapes;
  if (!first || shapes.some((shape) => shape.join() !== first.join())) return undefined;
  let shape: readonly number[] = join === 'stack' ? [shapes.length, ...first] : first;
  for (const step of steps) {
    if ('reshape' in step) {
      if (sizeOf(step.reshape) !== sizeOf(shape)) return undefined;
      shape = step.reshape;
    } else if ('transpose' in step) {
      const before = shape;
      if (step.transpose.length !== before.length) return undefined;
      shape = step.transpose.map((axis) => before[axis]!);
    } else {
      if (step.take.some((row) => row >= (shape[0] ?? 0))) return undefined;
      shape = [step.take.length, ...shape.slice(1)];
    }
  }
  return shape;
}

/** The numbers that a recipe makes of its tensors. */
export function followRecipe({ join, steps }: TensorRecipe, tensors: readonly TensorValue[]): TensorValue {
  return steps.reduce(followStep, joined(join, tensors));
}

function joined(join: TensorRecipe['join'], tensors: readonly TensorValue[]): TensorValue {
  const [first] = tensors as readonly [TensorValue, ...TensorValue[]];
  if (join === 'add')
    return {
      shape: first.shape,
      data: first.data.map((_, at) => tensors.reduce((sum, { data }) => sum + data[at]!, 0)),
    };
  if (join !== 'stack') return first;
  const data = new Float32Array(first.data.length * tensors.length);
  tensors.forEach((tensor, at) => data.set(tensor.data, at * first.data.length));
  return { shape: [tensors.length, ...first.shape], data };
}

function followStep(value: TensorValue, step: TensorStep): TensorValue {
  if ('reshape' in step) return { shape: step.reshape, data: value.data };
  if ('transpose' in step) return transposed(value, step.transpose);
  const rest = value.shape.slice(1);
  const size = sizeOf(rest);
  const data = new Float32Array(step.take.length * size);
  step.take.forEach((row, at) => data.set(value.data.subarray(row * size, (row + 1) * size), at * size));
  return { shape: [step.take.length, ...rest], data };
}

function transposed({ shape, data }: TensorValue, axes: readonly number[]): TensorValue {
  const sides = axes.map((axis) => shape[axis]!);
  const strides = axes.map((axis) => sizeOf(shape.slice(axis + 1)));
  const result = new Float32Array(data.length);
  const place = axes.map(() => 0);
  let from = 0;
  for (let at = 0; at < result.length; at += 1) {
    result[at] = data[from]!;
    for (let axis = sides.length - 1; axis >= 0; axis -= 1) {
      place[axis]! += 1;
      from += strides[axis]!;
      if (place[axis]! < sides[axis]!) break;
      from -= strides[axis]! * sides[axis]!;
      place[axis] = 0;
    }
  }
  return { shape: sides, data: result };
}

/** Layouts of state, applied on the host: at `write` and `read`, never in a step. */
import { layoutConversion, plainLayout, product, type Layout, type LogicalShape } from './layout.js';

function transposed(data: Float32Array, from: readonly number[], perm: readonly number[]): Float32Array {
  const out = new Float32Array(data.length);
  const strides = from.map((_, at) => product(from.slice(at + 1)));
  const sides = perm.map((at) => from[at] as number);
  const steps = perm.map((at) => strides[at] as number);
  const counter = sides.map(() => 0);
  let source = 0;
  for (let target = 0; target < out.length; target++) {
    out[target] = data[source] as number;
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      source += steps[axis] as number;
      if (++(counter[axis] as number) < (sides[axis] as number)) break;
      source -= (steps[axis] as number) * (sides[axis] as number);
      counter[axis] = 0;
    }
  }
  return out;
}

function convertData(data: Float32Array, from: Layout, to: Layout): Float32Array {
  const how = layoutConversion(from, to);
  if (!how) throw new Error('a plain layout moves to and from any other at once');
  return how.perm ? transposed(data, how.from, how.perm) : data.slice();
}

/** A copy of plain data as it lies in this layout. */
export const packToLayout = (data: Float32Array, shape: LogicalShape, layout: Layout): Float32Array =>
  convertData(data, plainLayout(shape), layout);

/** The way back. */
export const unpackFromLayout = (data: Float32Array, shape: LogicalShape, layout: Layout): Float32Array =>
  convertData(data, layout, plainLayout(shape));

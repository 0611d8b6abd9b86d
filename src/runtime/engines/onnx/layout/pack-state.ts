/** Packs and unpacks state tensors on the host when a session writes or reads state; never within a step. */
import { layoutConversion, plainLayout, product, type Layout, type LogicalShape } from './layout.js';

function transposed(data: Float32Array, from: readonly number[], perm: readonly number[]): Float32Array {
  const out = new Float32Array(data.length);
  const strides = from.map((_, at) => product(from.slice(at + 1)));
  const outDims = perm.map((at) => from[at] as number);
  const strideOf = perm.map((at) => strides[at] as number);
  const counter = outDims.map(() => 0);
  let source = 0;
  for (let target = 0; target < out.length; target++) {
    out[target] = data[source] as number;
    for (let axis = outDims.length - 1; axis >= 0; axis--) {
      source += strideOf[axis] as number;
      if (++(counter[axis] as number) < (outDims[axis] as number)) break;
      source -= (strideOf[axis] as number) * (outDims[axis] as number);
      counter[axis] = 0;
    }
  }
  return out;
}

function convertData(data: Float32Array, from: Layout, to: Layout): Float32Array {
  const conversion = layoutConversion(from, to);
  if (!conversion) throw new Error('a plain layout moves to and from any other at once');
  return conversion.perm ? transposed(data, conversion.from, conversion.perm) : data.slice();
}

/** Packs plain data to a layout. */
export const packToLayout = (data: Float32Array, shape: LogicalShape, layout: Layout): Float32Array =>
  convertData(data, plainLayout(shape), layout);

/** Unpacks data from a layout to the plain one. */
export const unpackFromLayout = (data: Float32Array, shape: LogicalShape, layout: Layout): Float32Array =>
  convertData(data, layout, plainLayout(shape));

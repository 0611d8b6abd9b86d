import type { Tensor } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { ResolvedArguments, LayerDefinition } from '../../vocabulary/index.js';

/** The used part of a tfjs layer's interface. */
interface TfjsLayer {
  addWeight(name: string, shape: (number | null)[]): unknown;
  build(shape: unknown): void;
  call(inputs: Tensor | Tensor[], kwargs: { training: boolean }): Tensor | Tensor[];
}

/**
 * Calls a tfjs layer with given weights. tfjs would create and initialize variables of its own, so `addWeight` is
 * replaced by a lookup of the given ones.
 *
 * @param weights by the names that tfjs's layer gives them
 */
export function callTfjsLayer(
  definition: LayerDefinition,
  args: ResolvedArguments,
  name: string,
  inputs: readonly Tensor[],
  weights: Readonly<Record<string, Tensor>>,
  training: boolean,
): Tensor {
  const stock = definition.lower(tfl, args, name);
  if (typeof stock === 'string') throw new Error(`tfjs has no ${definition.name} ${stock}`);
  const layer = stock as unknown as TfjsLayer;
  layer.addWeight = (weight, shape) => {
    const given = weights[weight];
    if (!given)
      throw new Error(`${name} wants a weight "${weight}"; it has ${Object.keys(weights).join(', ')}`);
    if (given.shape.join() !== shape.join()) {
      throw new Error(
        `${name}/${weight} is [${given.shape.join(', ')}]; the layer wants [${shape.join(', ')}]`,
      );
    }
    return { name: weight, shape, dtype: 'float32', trainable: true, read: () => given };
  };
  const shapes = inputs.map((input) => input.shape);
  const single = inputs.length === 1;
  layer.build(single ? shapes[0] : shapes);
  const output = layer.call(single ? (inputs[0] as Tensor) : [...inputs], { training });
  const tensor = Array.isArray(output) ? output[0] : output;
  if (!tensor) throw new Error(`${name} gave nothing`);
  return tensor;
}

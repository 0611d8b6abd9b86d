import type { InputShape, Located } from '../../dsl/index.js';
import type { TensorType } from '../../vocabulary/index.js';
import { batched } from '../tensor-type.js';
import { isDeclared, unknown, type World } from '../world.js';

/**
 * The type of an input: the shape as written, or what another network makes. Undefined after an error.
 *
 * @param own the network whose input it is, if it is one's
 */
export function inputType(shape: InputShape, world: World, own?: string): TensorType | undefined {
  if (shape.kind === 'broken') return undefined;
  if (shape.kind === 'shape') return batched(shape.shape.value);
  return outputType(shape.network, world, own);
}

function outputType(name: Located<string>, world: World, own?: string): TensorType | undefined {
  world.used.networks.add(name.value);
  const body = world.networks.get(name.value) ?? world.models.get(name.value);
  if (body) return body.outputs[0]!.type;
  if (!isDeclared(world, name.value)) {
    unknown(world, name, {
      code: 'unknown-network',
      kind: 'network',
      candidates: [world.declared.networks],
      ...(own === undefined ? {} : { except: own }),
    });
  }
  return undefined;
}

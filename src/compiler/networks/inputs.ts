import type { InputShape, Located } from '../../dsl/index.js';
import type { TensorType } from '../../vocabulary/index.js';
import { batched } from '../tensor-type.js';
import { isDeclared, unknown, type World } from '../world.js';

/** The type of an input: the shape as written, or what another network makes. Undefined after an error. */
export function inputType(shape: InputShape, world: World): TensorType | undefined {
  if (shape.kind === 'shape') return batched(shape.shape.value);
  return outputType(shape.network, world);
}

function outputType(name: Located<string>, world: World): TensorType | undefined {
  world.used.networks.add(name.value);
  const body = world.networks.get(name.value) ?? world.models.get(name.value);
  if (body) return body.outputs[0]!.type;
  if (!isDeclared(world, name.value)) {
    unknown(world, name, { code: 'unknown-network', kind: 'network', candidates: world.networks.keys() });
  }
  return undefined;
}

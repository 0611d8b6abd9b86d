import type { InputShape, Located } from '../../dsl/index.js';
import type { TensorType } from '../../vocabulary/index.js';
import { batchType } from '../tensor-type.js';
import { isDeclared, reportUnknownName, type CompileContext } from '../compile-context.js';

/**
 * The type of an input: the shape as written, or the output type of another network. Undefined after an error.
 *
 * @param own the network whose input it is, if it is that of a network
 */
export function inputType(shape: InputShape, context: CompileContext, own?: string): TensorType | undefined {
  if (shape.kind === 'broken') return undefined;
  if (shape.kind === 'shape') return batchType(shape.shape.value);
  return outputType(shape.network, context, own);
}

function outputType(name: Located<string>, context: CompileContext, own?: string): TensorType | undefined {
  context.used.networks.add(name.value);
  const body = context.networks.get(name.value) ?? context.models.get(name.value);
  if (body) return body.outputs[0]!.type;
  if (!isDeclared(context, name.value)) {
    reportUnknownName(context, name, {
      code: 'unknown-network',
      kind: 'network',
      candidates: [context.declared.networks],
      ...(own === undefined ? {} : { except: own }),
    });
  }
  return undefined;
}

import { findWordDefinition, readWordArguments, type BareWeightEntry } from '../../dsl/index.js';
import { initializers } from '../../vocabulary/index.js';
import type { CompileContext } from '../compile-context.js';
import type { Weight } from '../program.js';
import { checkWeightSize } from '../size-limits.js';

/**
 * A weight that is no layer's. Undefined after an error, which is reported.
 *
 * @param own its full name, and that of the stream of its initial values
 */
export function compileBareWeight(
  { name, stream }: Pick<Weight, 'name' | 'stream'>,
  entry: BareWeightEntry,
  context: CompileContext,
): Weight | undefined {
  const initializer = initializerOf(entry, context);
  const { value: shape, range } = entry.shape;
  const held = checkWeightSize(name, shape, range, context);
  return initializer && held ? { name, shape, initializer, stream, trainable: true } : undefined;
}

/** The written initializer, or Keras's default (`Layer.add_weight`): `glorot_uniform`. */
function initializerOf(
  { initializer }: BareWeightEntry,
  context: CompileContext,
): Weight['initializer'] | undefined {
  if (!initializer) return { name: 'glorot_uniform', args: {} };
  const definition = findWordDefinition(initializer, initializers, 'initializer', context.report);
  const args = definition && readWordArguments(initializer, definition, context.report);
  return args && { name: definition.name, args };
}

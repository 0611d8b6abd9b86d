/** Layers that are made of another one, which is written as an argument: `Bidirectional: {LSTM: 16}`. */
import type { LayerDefinition, ResolvedArguments, RuleResult } from '../definition-types.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { Type, type TSchema } from '../typebox-builders.js';
import { layerError, ok } from './define-layer.js';

/** An argument for each of these layers, of which one is given. */
export const nestedLayerArguments = (
  words: readonly LayerDefinition[],
): Record<string, ReturnType<typeof Type.Optional>> =>
  Object.fromEntries(words.map((word) => [word.name, Type.Optional(nestedLayerArgument(word))]));

/** The arguments of a layer, its main argument alone, or none. */
function nestedLayerArgument({ name, summary, args, main }: LayerDefinition): TSchema {
  const alone = main === undefined ? [] : [args.properties[main]!];
  return Type.Union([args, ...alone, Type.Null()], { description: summary, word: name });
}

export interface NestedLayer {
  definition: LayerDefinition;
  args: ResolvedArguments;
}

/** The layer that is given, with its defaults filled in. */
export function nestedLayer(
  words: readonly LayerDefinition[],
  written: ResolvedArguments,
): RuleResult<NestedLayer> {
  const given = words.filter(({ name }) => written[name] !== undefined);
  const [definition] = given;
  if (!definition || given.length > 1) {
    const found = given.map(({ name }) => name);
    return layerError(
      found.length === 0
        ? 'it needs the layer that it is made of'
        : `it is made of one layer, not of ${found.join(' and ')}`,
      found[1],
      words.length <= 4 ? `one of ${words.map(({ name }) => name).join(', ')}` : undefined,
    );
  }
  const { name, main } = definition;
  const schemas = definition.args.properties as Readonly<Record<string, { default?: unknown }>>;
  const args = nullPrototypeRecord<unknown>();
  for (const [argument, { default: fallback }] of Object.entries(schemas)) {
    if (fallback !== undefined) args[argument] = structuredClone(fallback);
  }
  const value = written[name];
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isMap) Object.assign(args, value);
  else if (value !== null && main !== undefined) args[main] = value;
  const missing = Object.keys(schemas).filter(
    (argument) => args[argument] === undefined && !isOptional(definition, argument),
  );
  if (missing.length > 0) return layerError(`\`${name}\` needs \`${missing.join('`, `')}\``, name);
  return ok({ definition, args });
}

/** Whether something holds for the layer that is given; not if none is. */
export function holdsForNestedLayer(
  words: readonly LayerDefinition[],
  written: ResolvedArguments,
  holds: (definition: LayerDefinition, args: ResolvedArguments) => boolean,
): boolean {
  const inner = nestedLayer(words, written);
  return inner.ok && holds(inner.value.definition, inner.value.args);
}

const isOptional = ({ args }: LayerDefinition, argument: string): boolean =>
  !(args as { required?: readonly string[] }).required?.includes(argument);

/** The layer that is given; its arguments have been checked. */
export function checkedNestedLayer(
  words: readonly LayerDefinition[],
  written: ResolvedArguments,
): NestedLayer {
  const found = nestedLayer(words, written);
  if (!found.ok) throw new Error(found.problem);
  return found.value;
}

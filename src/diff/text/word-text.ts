/** Words of the language with their arguments as short texts. */
import { initializers, layers, optimizers, solvers, sources, wordName } from '../../vocabulary/index.js';
import type { ResolvedArguments } from '../../vocabulary/index.js';
import { sameValue, valueText } from './value-text.js';

interface Definition {
  main?: string;
  args: { properties?: Readonly<Record<string, { default?: unknown }>>; required?: readonly string[] };
}

const TABLES = {
  layer: layers,
  optimizer: optimizers,
  initializer: initializers,
  solver: solvers,
  source: sources,
} as const;

const definitionOf = (kind: keyof typeof TABLES, word: string): Definition | undefined =>
  TABLES[kind].get(word) as Definition | undefined;

/** The argument that is said without its name: the main one, or else the first that must be given. */
const leadingArgument = (kind: keyof typeof TABLES, definition: Definition | undefined): string | undefined =>
  definition?.main ?? (kind === 'layer' ? definition?.args.required?.[0] : undefined);

/** Arguments that differ from their defaults, in the definition's order. */
function saidArguments(definition: Definition | undefined, args: ResolvedArguments): string[] {
  const properties = definition?.args.properties;
  return Object.keys(args).filter((name) => {
    const schema = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
    return !schema || !Object.hasOwn(schema, 'default') || !sameValue(schema.default, args[name]);
  });
}

/** `Dense 200`, `Dropout 0.3`, `Adam 0.001`: enough to tell it from its neighbours. */
export function shortWordText(kind: keyof typeof TABLES, word: string, args: ResolvedArguments): string {
  const leading = leadingArgument(kind, definitionOf(kind, word));
  if (leading === undefined || !Object.hasOwn(args, leading)) return wordName(word);
  return `${wordName(word)} ${valueText(args[leading])}`;
}

/** `Conv2D 32 relu (kernel_size 3, padding same)`: everything that is no default. */
export function wordText(kind: keyof typeof TABLES, word: string, args: ResolvedArguments): string {
  const definition = definitionOf(kind, word);
  const leading = leadingArgument(kind, definition);
  const said = saidArguments(definition, args).filter((name) => name !== leading);
  const activation =
    said.includes('activation') && word !== 'Activation' ? ` ${valueText(args['activation'])}` : '';
  const rest = said.filter((name) => activation === '' || name !== 'activation');
  const more = rest.map((name) => `${name} ${valueText(args[name])}`);
  return `${shortWordText(kind, word, args)}${activation}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}

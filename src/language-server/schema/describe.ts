import { NO_WORDS, type WordsOfFile } from '../../dsl/index.js';
import {
  constraints,
  functions,
  initializers,
  layers,
  optimizers,
  regularizers,
  sources,
  type FunctionDefinition,
  type TSchema,
} from '../../vocabulary/index.js';
import type { JsonSchema } from './published-schema.js';

interface Word {
  kind: string;
  name: string;
  summary: string;
  args: TSchema;
  main?: string;
}

/** Words of the graph's own, and layers, optimizers, initializers, regularizers, constraints or sources. */
export function findWord(name: string, own: WordsOfFile = NO_WORDS): Word | undefined {
  const all = [own.layers, own.optimizers, own.sources, layers, optimizers, initializers, regularizers, constraints, sources];
  for (const words of all as readonly ReadonlyMap<string, Word>[]) {
    const word = words.get(name);
    if (word) return word;
  }
  return undefined;
}

/** A word with its arguments, as Markdown. */
export function describeWord({ kind, name, summary, args, main }: Word): string {
  const header = `**${name}** (${kind})\n\n${summary}`;
  const lines = argumentLines(args, main);
  return lines === '' ? header : `${header}\n\n${lines}`;
}

export const findFunction = (name: string, own: WordsOfFile = NO_WORDS): FunctionDefinition | undefined =>
  own.functions.get(name) ?? functions.get(name);

/** `f(a, b, axis=-1)` */
export function functionSignature(name: string, own: WordsOfFile = NO_WORDS): string | undefined {
  const definition = findFunction(name, own);
  if (!definition) return undefined;
  const { parameters, variadic, options } = definition;
  const scalars = new Set(parameters.map((parameter) => parameter.name));
  const named = Object.entries(propertiesOf(options)).flatMap(([option, schema]) =>
    scalars.has(option) ? [] : [`${option}=${plainText(schema.default)}`],
  );
  const positional = parameters.map((parameter) =>
    parameter.optional === true ? `${parameter.name}?` : parameter.name,
  );
  return `${name}(${[...positional, ...(variadic === true ? ['...'] : []), ...named].join(', ')})`;
}

export function describeFunction(name: string, own: WordsOfFile = NO_WORDS): string | undefined {
  const definition = findFunction(name, own);
  if (!definition) return undefined;
  const lines = argumentLines(definition.options);
  return [`**${functionSignature(name, own)!}** (${definition.group})`, definition.summary, ...(lines ? [lines] : [])].join(
    '\n\n',
  );
}

export const propertiesOf = (args: TSchema): Readonly<Record<string, JsonSchema>> =>
  (args as { properties?: Record<string, JsonSchema> }).properties ?? {};

/** More layers than these, of which another may be made, are not listed. */
const MOST_NESTED = 3;

function argumentLines(args: TSchema, main?: string): string {
  const all = Object.entries(propertiesOf(args));
  const nested = all.filter(([, { word }]) => word !== undefined);
  const own = nested.length > MOST_NESTED ? all.filter(([, { word }]) => word === undefined) : all;
  return own
    .map(([name, schema]) => `- ${describeKey(name, schema, name === main ? ' (may stand alone)' : '')}`)
    .join('\n');
}

/** A key with its default and description, in one line of Markdown. */
export function describeKey(key: string, { description, default: byDefault }: JsonSchema, note = ''): string {
  const standing = byDefault === undefined ? '' : `, by default ${code(byDefault)}`;
  return `\`${key}\`${note}${standing}${description === undefined ? '' : `: ${description}`}`;
}

const code = (value: unknown): string => `\`${plainText(value)}\``;

const plainText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? '');

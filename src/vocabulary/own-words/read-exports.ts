/** What a module of words exports -> its words, and what is wrong with them. */
import { functionDefinitions } from '../functions/index.js';
import { layerDefinitions } from '../layers/index.js';
import { optimizerDefinitions } from '../optimizers/index.js';
import { sourceDefinitions } from '../sources/index.js';
import { shortly } from './check-answers.js';
import type { OwnDefinition } from './guard-word.js';

export const TABLES = {
  layer: layerDefinitions,
  function: functionDefinitions,
  optimizer: optimizerDefinitions,
  source: sourceDefinitions,
} as const;

type Kind = keyof typeof TABLES;

/** What each kind of word is made of, beyond name, summary and arguments. */
const RULES: Readonly<Record<Kind, readonly string[]>> = {
  layer: ['outputShape', 'weights', 'call'],
  function: ['output', 'emit'],
  optimizer: ['slots', 'update'],
  source: ['declare', 'load'],
};

const GROUPS: readonly unknown[] = ['loss', 'metric', 'math', 'reduction', 'shape', 'random'];

const HELPERS = 'defineLayer, defineLoss, defineMetric, defineFunction, defineOptimizer or defineSource';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

export interface ReadExports {
  words: OwnDefinition[];
  /** One sentence each, with the name of the export. */
  problems: string[];
}

export function readExports(exported: Readonly<Record<string, unknown>>): ReadExports {
  const words: OwnDefinition[] = [];
  const problems: string[] = [];
  const names = Object.keys(exported);
  if (names.length === 0)
    problems.push('it exports nothing: `export const scale = defineLayer({...})` makes a word');
  for (const name of names) {
    const value = exported[name];
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (items.length === 0) problems.push(`its export \`${name}\` is an empty list`);
    for (const item of items) {
      const problem = problemOf(item);
      if (problem === undefined) words.push(item as OwnDefinition);
      else problems.push(`its export \`${name}\` ${problem}`);
    }
  }
  for (const [at, word] of words.entries())
    if (words.findIndex((one) => one.kind === word.kind && one.name === word.name) < at)
      problems.push(`it has two ${word.kind}s named \`${word.name}\``);
  return { words, problems };
}

/** What is wrong with one export; undefined if it is a word. */
function problemOf(value: unknown): string | undefined {
  if (!isObject(value) || typeof value.kind !== 'string' || !Object.hasOwn(TABLES, value.kind))
    return `is no word, but ${shortly(value)}: a word is made by ${HELPERS}`;
  const kind = value.kind as Kind;
  const { name, summary } = value;
  if (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name))
    return `has no name for a ${kind}, but ${shortly(name)}: letters, digits and _`;
  if (TABLES[kind].has(name))
    return `has the name \`${name}\`, which lagraph's own ${kind} has: give it another one`;
  if (typeof summary !== 'string' || summary.trim() === '')
    return `has no \`summary\`: what \`${name}\` does, in a sentence`;
  for (const rule of RULES[kind])
    if (typeof value[rule] !== 'function') return `has no function \`${rule}\`, which a ${kind} needs`;
  return argumentsProblem(value, kind) ?? ownProblem(value, kind);
}

function argumentsProblem(word: Readonly<Record<string, unknown>>, kind: Kind): string | undefined {
  const key = kind === 'function' ? 'options' : 'args';
  const schema = word[key];
  const properties = isObject(schema) && schema.type === 'object' ? schema.properties : undefined;
  if (!isObject(properties)) return `has no \`${key}\`: Type.Object({...}) says what it takes`;
  const bad = Object.entries(properties).find(
    ([name, one]) => !/^[A-Za-z_]\w*$/.test(name) || !isObject(one) || !isSchema(one),
  );
  if (bad)
    return `has no schema for \`${bad[0]}\`: Type.Number({default: 1}), Type.Integer, Type.Boolean ... make one`;
  if (word.main !== undefined && !Object.hasOwn(properties, String(word.main)))
    return `has no argument \`${String(word.main)}\`, which \`main\` names`;
  return undefined;
}

const isSchema = ({ type, const: only, anyOf, enum: values }: Readonly<Record<string, unknown>>): boolean =>
  typeof type === 'string' || only !== undefined || Array.isArray(anyOf) || Array.isArray(values);

function ownProblem(word: Readonly<Record<string, unknown>>, kind: Kind): string | undefined {
  const { inputs, group, parameters, about } = word;
  if (kind === 'layer' && inputs !== 'one' && inputs !== 'many' && !isPairOfCounts(inputs))
    return `has \`inputs\` ${shortly(inputs)}: it is one, many, or two numbers`;
  if (
    kind === 'optimizer' &&
    !Object.hasOwn((word.args as { properties: object }).properties, 'learning_rate')
  )
    return 'has no argument `learning_rate`, which every optimizer has: learningRateArgument(0.01)';
  if (kind === 'source' && typeof about !== 'string') return 'has no `about`: where its data comes from';
  if (kind !== 'function') return undefined;
  if (!GROUPS.includes(group)) return `has the group ${shortly(group)}: one of ${GROUPS.join(', ')}`;
  const known =
    Array.isArray(parameters) &&
    parameters.every(
      (one: unknown) =>
        isObject(one) && typeof one.name === 'string' && (one.kind === 'tensor' || one.kind === 'scalar'),
    );
  return known ? undefined : "has no `parameters`: tensorParameters('y_true', 'y_pred')";
}

const isPairOfCounts = (inputs: unknown): boolean =>
  Array.isArray(inputs) &&
  inputs.length === 2 &&
  inputs.every((count) => Number.isInteger(count) && count >= 1);

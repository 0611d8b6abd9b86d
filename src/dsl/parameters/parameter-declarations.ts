import type { DiagnosticReporter, SourceRange } from '../../diagnostics/index.js';
import { checkValue, type ValueSchema } from '../schema-values/index.js';
import {
  valueAtKey,
  describeValue,
  findEntry,
  containsBroken,
  toPlainData,
  type YamlTree,
  type TreeEntry,
} from '../text/index.js';
import type { PlainValue } from '../document.js';

/** A parameter declared under `params:`. */
export interface ParameterDeclaration {
  name: string;
  keyRange: SourceRange;
  /** As written; it may contain references to other parameters. Undefined: the template is given a value. */
  default: YamlTree | undefined;
  /** The type of a parameter without a default. */
  type?: ParameterType;
  min?: number;
  max?: number;
  choices?: readonly unknown[];
}

/** The full form of a parameter declaration. */
export const PARAMETER: ValueSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    default: { description: 'The value where nothing else is said; other values are of its type.' },
    min: { type: 'number', description: 'The least that it may be.' },
    max: { type: 'number', description: 'The most that it may be.' },
    choices: {
      type: 'array',
      items: {},
      minItems: 1,
      description: 'All values that it may have.',
    },
    help: { type: 'string', description: 'What it is, for people.' },
  },
  required: ['default'],
};

const PARAMETER_TYPES = ['number', 'text', 'boolean', 'list', 'map'] as const;

export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** The full form of a parameter of a template, which may have a type instead of a default. */
export const TEMPLATE_PARAMETER: ValueSchema = {
  ...PARAMETER,
  properties: {
    type: {
      anyOf: PARAMETER_TYPES.map((type) => ({ const: type, title: type })),
      description: 'What it is, if it has no default: every use of the template gives it.',
    },
    ...PARAMETER.properties,
  },
  required: [],
};

const NAME = /^[A-Za-z_]\w*$/;

/**
 * Reads the declaration of one parameter: a plain value, or a map with `default`, or with `type` in a template. Undefined
 * after an error.
 */
export function readParameterDeclaration(
  entry: TreeEntry,
  report: DiagnosticReporter,
  schema: ValueSchema = PARAMETER,
): ParameterDeclaration | undefined {
  const { key: name, keyRange, value } = entry;
  if (!NAME.test(name)) {
    report({
      code: 'bad-name',
      message: `a parameter can not be named \`${name}\``,
      range: keyRange,
      help: 'names are letters, digits and _, and do not begin with a digit',
    });
    return undefined;
  }
  if (value.kind === 'broken') return undefined;
  if (value.kind !== 'map') {
    if (value.kind !== 'scalar' || value.value !== null) return { name, keyRange, default: value };
    report({
      code: 'bad-parameter',
      message: `the parameter \`${name}\` has no value`,
      range: keyRange,
      help: 'give it a default',
    });
    return undefined;
  }
  if (containsBroken(value)) return undefined;
  if (!checkValue(value as PlainValue, schema, `the parameter \`${name}\``, report)) return undefined;
  const bound = (key: 'min' | 'max') => valueAtKey(value, key)?.value as number | undefined;
  const [min, max] = [bound('min'), bound('max')];
  const choices = valueAtKey(value, 'choices');
  const type = valueAtKey(value, 'type');
  const defaultValue = valueAtKey(value, 'default');
  if ((type === undefined) === (defaultValue === undefined)) {
    report({
      code: 'bad-parameter',
      message: `the parameter \`${name}\` has ${type ? 'a type and a default' : 'neither a type nor a default'}`,
      range: type?.range ?? keyRange,
      help: 'give it a default, or a type if every use gives it a value',
    });
    return undefined;
  }
  if (min !== undefined && max !== undefined && min > max) {
    report({
      code: 'bad-parameter',
      message: `\`min\` of the parameter \`${name}\` is above its \`max\``,
      range: findEntry(value, 'min')!.value.range,
    });
    return undefined;
  }
  return {
    name,
    keyRange,
    default: defaultValue,
    ...(type ? { type: type.value as ParameterType } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(choices ? { choices: toPlainData(choices) as unknown[] } : {}),
  };
}

/** What is wrong with a value for a parameter, as a sentence; undefined if it is valid. */
export function parameterValueProblem(
  declaration: ParameterDeclaration,
  value: YamlTree,
  defaultValue: YamlTree | undefined,
): string | undefined {
  const { name, min, max, choices, type } = declaration;
  const is = parameterTypeName(value);
  const was = defaultValue ? parameterTypeName(defaultValue) : TYPE_NAMES[type!];
  if (is !== was) {
    const like = defaultValue ? ', like its default,' : ',';
    return `\`${name}\` is ${was}${like} not ${describeValue(value)}`;
  }
  if (value.kind === 'scalar' && typeof value.value === 'number') {
    if (!Number.isFinite(value.value)) return `\`${name}\` is a finite number`;
    if (min !== undefined && value.value < min) return `\`${name}\` is at least ${min}, not ${value.value}`;
    if (max !== undefined && value.value > max) return `\`${name}\` is at most ${max}, not ${value.value}`;
  }
  if (choices && !choices.some((choice) => same(choice, toPlainData(value)))) {
    return `\`${name}\` is one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}, not ${describeValue(value)}`;
  }
  return undefined;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const TYPE_NAMES: Readonly<Record<ParameterType, string>> = {
  number: 'a number',
  text: 'a text',
  boolean: '`true` or `false`',
  list: 'a list',
  map: 'a map',
};

function parameterTypeName(tree: YamlTree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'list' ? TYPE_NAMES.list : TYPE_NAMES.map;
  switch (typeof tree.value) {
    case 'number':
      return TYPE_NAMES.number;
    case 'boolean':
      return TYPE_NAMES.boolean;
    case 'string':
      return TYPE_NAMES.text;
    default:
      return 'nothing';
  }
}

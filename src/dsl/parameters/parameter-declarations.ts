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
  /** As written; it may contain references to other parameters. */
  default: YamlTree;
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

const NAME = /^[A-Za-z_]\w*$/;

/** Reads the declaration of one parameter: a plain value, or a map with `default`. Undefined after an error. */
export function readParameterDeclaration(
  entry: TreeEntry,
  report: DiagnosticReporter,
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
  if (!checkValue(value as PlainValue, PARAMETER, `the parameter \`${name}\``, report)) return undefined;
  const bound = (key: 'min' | 'max') => valueAtKey(value, key)?.value as number | undefined;
  const [min, max] = [bound('min'), bound('max')];
  const choices = valueAtKey(value, 'choices');
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
    default: valueAtKey(value, 'default')!,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(choices ? { choices: toPlainData(choices) as unknown[] } : {}),
  };
}

/** What is wrong with a value for a parameter, as a sentence; undefined if it is valid. */
export function parameterValueProblem(
  declaration: ParameterDeclaration,
  value: YamlTree,
  defaultValue: YamlTree,
): string | undefined {
  const { name, min, max, choices } = declaration;
  const [is, was] = [parameterTypeName(value), parameterTypeName(defaultValue)];
  if (is !== was) return `\`${name}\` is ${was}, like its default, not ${describeValue(value)}`;
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

function parameterTypeName(tree: YamlTree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'list' ? 'a list' : 'a map';
  switch (typeof tree.value) {
    case 'number':
      return 'a number';
    case 'boolean':
      return '`true` or `false`';
    case 'string':
      return 'a text';
    default:
      return 'nothing';
  }
}

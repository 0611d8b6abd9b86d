/** Answers of rules of a graph's own words, which no compiler has seen: checked before they are used. */
import type { RuleResult, Shape, Tensor, TensorType, WeightRule } from '../definition-types.js';
import { initializers } from '../initializers/index.js';
import { equalShapes } from '../tensor-shape.js';
import { WordError } from './word-error.js';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isSide = (side: unknown): boolean => Number.isInteger(side) && (side as number) >= 1;

/** JSON, as far as there is one, short. */
export function shortly(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  const text = typeof value === 'object' ? (JSON.stringify(value) ?? 'an object') : String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** A rule's answer with a value of the right form; a problem as it is. Throws WordError otherwise. */
function checkResult<T>(
  what: string,
  answer: unknown,
  form: string,
  fits: (value: unknown) => boolean,
): RuleResult<T> {
  if (isObject(answer) && answer.ok === false && typeof answer.problem === 'string')
    return answer as unknown as RuleResult<T>;
  if (isObject(answer) && answer.ok === true && fits(answer.value)) return answer as unknown as RuleResult<T>;
  throw new WordError(
    `${what} answered ${shortly(answer)}: it gives {ok: true, value: ${form}}, or {ok: false, problem}`,
  );
}

export const checkShape = (what: string, answer: unknown): RuleResult<Shape> =>
  checkResult(what, answer, '[4, 4, 8]', (value) => Array.isArray(value) && value.every(isSide));

export const checkTensorType = (what: string, answer: unknown): RuleResult<TensorType> =>
  checkResult(
    what,
    answer,
    "{shape: [null, 8], dtype: 'float32'}",
    (value) =>
      isObject(value) &&
      Array.isArray(value.shape) &&
      value.shape.every((side) => side === null || isSide(side)) &&
      ['float32', 'int32', 'bool'].includes(value.dtype as string),
  );

const ROLES: readonly unknown[] = ['image', 'label', 'value'];

const isField = (field: unknown): boolean =>
  isObject(field) &&
  Array.isArray(field.shape) &&
  field.shape.every(isSide) &&
  ['float32', 'int32'].includes(field.dtype as string) &&
  ROLES.includes(field.role);

const isSplit = (split: unknown): boolean =>
  isObject(split) &&
  (split.examples === null || (Number.isInteger(split.examples) && (split.examples as number) >= 0));

export const checkDeclaration = <T>(what: string, answer: unknown): RuleResult<T> =>
  checkResult(
    what,
    answer,
    "{fields: {x: {shape: [2], dtype: 'float32', role: 'value'}}, splits: {train: {examples: 100}}}",
    (value) =>
      isObject(value) &&
      isObject(value.fields) &&
      Object.values(value.fields).every(isField) &&
      isObject(value.splits) &&
      Object.values(value.splits).every(isSplit),
  );

/** Throws WordError if an element is no rule of a weight. */
export function checkWeightRules(what: string, answer: unknown): WeightRule[] {
  const fits = (rule: unknown): boolean =>
    isObject(rule) &&
    typeof rule.name === 'string' &&
    /^[a-z_]\w*$/i.test(rule.name) &&
    Array.isArray(rule.shape) &&
    rule.shape.every(isSide) &&
    typeof rule.trainable === 'boolean' &&
    isObject(rule.initializer) &&
    initializers.has(String(rule.initializer.name));
  const wrong = Array.isArray(answer) ? answer.find((rule) => !fits(rule)) : answer;
  if (!Array.isArray(answer) || wrong !== undefined)
    throw new WordError(
      `${what} answered ${shortly(wrong)}: each weight is made by weight(name, shape, initializer)`,
    );
  const names = (answer as WeightRule[]).map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new WordError(`${what} gives two weights the name ${twice}`);
  return answer as WeightRule[];
}

/** Throws WordError if a rule made no tensor of the shape that was declared. */
export function checkTensor(what: string, made: unknown, shape: readonly number[], declared: string): Tensor {
  if (!isObject(made) || !Array.isArray(made.shape) || typeof made.dtype !== 'string')
    throw new WordError(`${what} made ${shortly(made)}: it makes a tensor`);
  if (!equalShapes(made.shape as number[], shape))
    throw new WordError(
      `${what} made [${made.shape.join(', ')}], with the batch first; ${declared} says [${shape.join(', ')}]`,
    );
  return made as unknown as Tensor;
}

const isColumn = (column: unknown): boolean =>
  isObject(column) &&
  [Uint8Array, Float32Array, Int32Array].some((kind) => column.data instanceof kind) &&
  Array.isArray(column.shape) &&
  column.shape.every(isSide) &&
  typeof column.scale === 'number';

/** Throws WordError if what a source has loaded has not the form of splits with columns. */
export function checkSplits(what: string, loaded: unknown): void {
  const splits = isObject(loaded) ? loaded.splits : undefined;
  if (!isObject(splits))
    throw new WordError(`${what} answered ${shortly(loaded)}: it gives {splits: {train: ...}}`);
  for (const [name, split] of Object.entries(splits)) {
    if (!isObject(split) || !Number.isInteger(split.examples) || !isObject(split.columns))
      throw new WordError(`${what} gave no {examples, columns} for the split ${name}`);
    const wrong = Object.entries(split.columns).find(([, column]) => !isColumn(column));
    if (wrong)
      throw new WordError(
        `${what} gave no column for ${wrong[0]} of ${name}: {data, shape, scale}, with data a Float32Array, an Int32Array or a Uint8Array`,
      );
  }
}

import { classNamesOf } from './declare-field.js';
import type { FieldArguments } from './field-arguments.js';

/** The number of a class; null if the value is missing, undefined if it is none of the classes. */
export type ClassNumberer = (value: unknown) => number | null | undefined;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const truth = (text: string): 0 | 1 | undefined =>
  /^true$/i.test(text) ? 1 : /^false$/i.test(text) ? 0 : undefined;

/**
 * How the values of a file name classes: by their names; where the names are numbers, by their value (5, 5.0 and 5e0 are
 * one class); otherwise a number stands for the class in this place, counted from 0.
 */
export function classNumberer(
  classes: NonNullable<FieldArguments['classes']>,
  isMissing: (text: string) => boolean,
): ClassNumberer {
  const names = classNamesOf(classes);
  const numbers = new Map<string, number>(names?.map((name, number) => [name, number]) ?? []);
  const areNumbers = names !== null && names.every((name) => NUMBER.test(name));
  const byValue = new Map(areNumbers ? names.map((name, number) => [Number(name), number]) : []);
  const areTruths = names !== null && names.every((name) => truth(name) !== undefined);
  const byTruth = new Map(areTruths ? names.map((name, number) => [truth(name), number]) : []);
  const count = names?.length ?? (classes as number);
  const ofNumber = (value: number) => {
    if (areNumbers) return byValue.get(value);
    return Number.isInteger(value) && value >= 0 && value < count ? value : undefined;
  };
  return (value) => {
    if (value === null || value === undefined) return null;
    if (typeof value === 'number') return Number.isNaN(value) ? null : ofNumber(value);
    if (typeof value === 'bigint') return ofNumber(Number(value));
    if (typeof value === 'boolean') return byTruth.get(value ? 1 : 0) ?? ofNumber(Number(value));
    if (typeof value !== 'string') return undefined;
    const text = value.normalize('NFC').trim();
    const known = numbers.get(text);
    if (known !== undefined) return known;
    if (text === '' || isMissing(text)) return null;
    if (NUMBER.test(text)) return ofNumber(Number(text));
    return areTruths ? byTruth.get(truth(text)) : undefined;
  };
}

import { UsageError } from '../errors.mjs';

/** An option that takes a whole number. */
export function wholeNumber(values, name, otherwise) {
  if (values[name] === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(values[name])) throw new UsageError(`--${name} takes a whole number`);
  return Number(values[name]);
}

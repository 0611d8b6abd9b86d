/** Size limits, checked before anything is allocated. */
import type { SourceRange } from '../diagnostics/index.js';
import { typeText } from './tensor-type.js';
import type { CompileContext } from './compile-context.js';
import { shapeSize } from '../vocabulary/index.js';

/** Maximum elements of one value per example: 1 GiB of float32. */
const MAX_VALUE_SIZE = 2 ** 28;
/** Maximum elements of a weight: 2 GiB, the most that a model file holds in one piece. */
const MAX_WEIGHT_SIZE = 2 ** 29;
/** Elements of a weight above which there is a warning: its gradient and the optimizer's state take as much each. */
const LARGE_WEIGHT = 2 ** 26;
/** Elements of a batch's value above which there is a warning. */
export const LARGE_BATCH = 2 ** 31;

/** The size of float32 values as text: `3.73 GiB`. */
export function bytesText(float32Count: number): string {
  const bytes = float32Count * 4;
  const unit = Math.min(8, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${Number((bytes / 2 ** (10 * unit)).toPrecision(3))} ${['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'][unit]}`;
}

/** Checks that a value is within the limits; reports it otherwise. */
export function checkValueSize(
  shape: readonly (number | null)[],
  label: string,
  range: SourceRange | undefined,
  { report }: CompileContext,
): boolean {
  const numbers = shapeSize(shape);
  if (numbers <= MAX_VALUE_SIZE) return true;
  report({
    code: 'too-large',
    message: `${label} is ${typeText({ shape, dtype: 'float32' })}: ${bytesText(numbers)} for each example`,
    ...(range ? { range } : {}),
    help: `one value has at most ${MAX_VALUE_SIZE.toLocaleString('en')} numbers (${bytesText(MAX_VALUE_SIZE)}); no batch_size makes it smaller`,
  });
  return false;
}

/** Checks that a weight is within the limits; reports it otherwise, and warns if it is large. */
export function checkWeightSize(
  name: string,
  shape: readonly number[],
  range: SourceRange | undefined,
  { report }: CompileContext,
): boolean {
  const numbers = shapeSize(shape);
  if (numbers <= LARGE_WEIGHT) return true;
  const isHeld = numbers <= MAX_WEIGHT_SIZE;
  report({
    code: 'too-large',
    severity: isHeld ? 'warning' : 'error',
    message: `the weight \`${name}\` is ${typeText({ shape, dtype: 'float32' })}: ${bytesText(numbers)}`,
    ...(range ? { range } : {}),
    help: isHeld
      ? 'its gradient and the state of the optimizer take as much each, whatever the batch_size'
      : `a weight has at most ${MAX_WEIGHT_SIZE.toLocaleString('en')} numbers (${bytesText(MAX_WEIGHT_SIZE)})`,
  });
  return isHeld;
}

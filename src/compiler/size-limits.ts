/** Sizes that no machine has memory for, told before anything is allocated. */
import type { SourceRange } from '../diagnostics/index.js';
import { typeText } from './tensor-type.js';
import type { CompileContext } from './compile-context.js';

/** So many numbers may one value have for each example: 1 GiB of float32. */
const MAX_VALUE_SIZE = 2 ** 28;
/** So many may a weight have: 2 GiB, the most that a model's file holds in one piece. */
const MAX_WEIGHT_SIZE = 2 ** 29;
/** Beyond this, a weight is worth a warning: its gradient and the optimizer's state take as much each. */
const LARGE_WEIGHT = 2 ** 26;
/** Beyond this, a value of a whole batch is worth a warning. */
export const LARGE_BATCH = 2 ** 31;

/** Numbers in a shape; of the batch, one example. */
export const shapeSize = (shape: readonly (number | null)[]): number =>
  shape.reduce<number>((product, side) => product * (side ?? 1), 1);

/** `3.73 GiB`, as float32. */
export function bytesText(float32Count: number): string {
  const bytes = float32Count * 4;
  const unit = Math.min(8, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${Number((bytes / 2 ** (10 * unit)).toPrecision(3))} ${['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'][unit]}`;
}

/** Whether a value can be held at all; what can't be is reported. */
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

/** Whether a weight can be held; what can't be is reported, and what is large is warned of. */
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

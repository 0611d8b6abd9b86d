import { median, spread } from '../statistics.mjs';

/** `{median, least, greatest}` of some numbers. */
export function summary(numbers) {
  const [least, greatest] = spread(numbers);
  return { median: median(numbers), least, greatest };
}

export const geometricMean = (numbers) =>
  Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);

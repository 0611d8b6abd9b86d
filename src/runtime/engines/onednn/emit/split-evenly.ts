/** Loops over fewer elements are over before another thread has begun. */
const WORTH_ANOTHER_THREAD = 32_768;

/**
 * Splits `count` rows into as many parts as threads, at multiples of `grain` rows, if `elements` are many enough. The last
 * row may be a part of one: `count` need not be a whole number.
 */
export function splitEvenly(
  count: number,
  elements: number,
  grain: number,
  threads: number,
): { first: number; count: number }[] {
  const most = Math.min(threads, Math.floor(elements / WORTH_ANOTHER_THREAD), Math.floor(count / grain));
  const parts = Math.max(1, most);
  const size = Math.ceil(count / grain / parts) * grain;
  return Array.from({ length: parts }, (_, at) => ({
    first: at * size,
    count: Math.min(size, count - at * size),
  })).filter((part) => part.count > 0);
}

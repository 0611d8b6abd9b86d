/** The mean, and the standard deviation of a sample (n - 1); 0 for a single value. */
export function meanAndSpread(values: readonly number[]): { value: number; spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { value: mean, spread: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

/** Estimates the remaining time from the average step time since this process began. */
export function createRemainingTimeEstimator(totalSteps: number) {
  const begun = performance.now();
  let first: number | null = null;
  return {
    left(done: number): number | null {
      if (first === null) {
        first = done;
        return null;
      }
      const seconds = (performance.now() - begun) / 1000;
      return done > first ? (seconds / (done - first)) * (totalSteps - done) : null;
    },
  };
}

/** The search of `git bisect`, over a list of versions whose state is found out one at a time. */

/** `skip`: this version can't be tested. */
export type VersionState = 'good' | 'bad' | 'skip';

export type BisectOutcome =
  /** `first` is bad and the last good version before it is `good`; those of `skipped` in between may be to blame as well. */
  | { found: 'first-bad'; good: number; first: number; skipped: number[] }
  /** The newest version is not bad. */
  | { found: 'newest-good' }
  | { found: 'newest-skipped' }
  /** No version before the newest is good; `oldest` is the oldest that could be tested. */
  | { found: 'none-good'; oldest: number };

/**
 * Finds the first bad version between the newest good one and the newest of all. Each version is tested at most once.
 *
 * @param count number of versions, the oldest first
 * @param test state of the version with this index
 * @param knownGood a version that is said to be good and is not tested
 */
export async function findFirstBad(
  count: number,
  test: (index: number) => Promise<VersionState>,
  knownGood?: number,
): Promise<BisectOutcome> {
  const newest = count - 1;
  const states = new Map<number, VersionState>();
  const state = async (index: number): Promise<VersionState> => {
    const found = states.get(index) ?? (await test(index));
    states.set(index, found);
    return found;
  };
  const isSkipped = (index: number) => states.get(index) === 'skip';
  const newestState = await state(newest);
  if (newestState !== 'bad') return { found: newestState === 'good' ? 'newest-good' : 'newest-skipped' };

  // 1. A good version: backwards in steps that double, since what broke a figure is more often new than old.
  let bad = newest;
  let good = knownGood ?? -1;
  for (let step = 1; good < 0 && bad > 0; step *= 2) {
    let index = Math.max(0, bad - step);
    let found = await state(index);
    // Versions that can't be tested are passed over towards the older, then towards the newer.
    while (found === 'skip' && index > 0) found = await state((index -= 1));
    for (let next = Math.max(0, bad - step) + 1; found === 'skip' && next < bad; next++) {
      index = next;
      found = await state(next);
    }
    if (found === 'good') good = index;
    else if (found === 'bad') bad = index;
    else break;
  }
  if (good < 0) return { found: 'none-good', oldest: bad };

  // 2. Bisection: of the versions between that may be tested, the one nearest to the middle.
  for (;;) {
    const middle = (good + bad) / 2;
    let next = -1;
    for (let index = good + 1; index < bad; index++) {
      if (isSkipped(index)) continue;
      if (next < 0 || Math.abs(index - middle) < Math.abs(next - middle)) next = index;
    }
    if (next < 0) break;
    const found = await state(next);
    if (found === 'good') good = next;
    else if (found === 'bad') bad = next;
  }
  const between = [...states.keys()].filter((index) => index > good && index < bad && isSkipped(index));
  return { found: 'first-bad', good, first: bad, skipped: between.sort((a, b) => a - b) };
}

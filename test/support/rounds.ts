/**
 * How far slow tests over random cases go. Each takes as many cases as a change should wait for; before a release, and
 * after a change of what they guard, more are worth their time: `npm run test:long`, or LAGRAPH_TEST_ROUNDS=20 for
 * twenty times as many, with LAGRAPH_TEST_SEED=N for others.
 */
const TIMES = positive('LAGRAPH_TEST_ROUNDS') ?? 1;
const SEED = positive('LAGRAPH_TEST_SEED');

function positive(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} is a number above 0, not ${JSON.stringify(text)}`);
  return value;
}

/** Number of random cases: `count`, times LAGRAPH_TEST_ROUNDS. */
export const rounds = (count: number): number => Math.max(1, Math.round(count * TIMES));

/** Seed of random cases: LAGRAPH_TEST_SEED, or else the one that a test was written with. */
export const roundsSeed = (seed: number): number => SEED ?? seed;

/** Time limit in milliseconds of a test that takes `rounds` of cases. */
export const roundsTimeout = (milliseconds: number): number => milliseconds * Math.max(1, TIMES);

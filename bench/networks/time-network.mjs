/** Times the steps of one network on all sides, in turns. */
import { ratios, turns } from '../statistics.mjs';
import { summary } from './summary.mjs';

/** A side's turn takes about so long, so that short steps are taken often and long ones are not. */
const TURN_MS = 250;
const FEWEST = 3;
const MOST = 60;
const WARMUP = 2;

const stepsIn = (ms) => Math.min(MOST, Math.max(FEWEST, Math.round(TURN_MS / ms)));

/** What differs between lagraph's network and Keras's, in words; null if they are the same. */
export function disagreement({ cost }, { parameters, trainable }) {
  const same = cost.parameters === parameters && cost.trainable === trainable;
  if (same) return null;
  return `lagraph has ${cost.parameters} weights and trains ${cost.trainable}, Keras ${parameters} and ${trainable}`;
}

/**
 * @param sides as side.mjs starts them
 * @returns `ms` of each round by side, `failed` with the reason by side, `chosen`, the engine and threads by lagraph's sides,
 *   `ratios` to Keras by engine, and `differs` if the sides have not the same network
 */
export async function timeNetwork(task, text, sides, rounds) {
  const failed = {};
  const chosen = {};
  const working = [];
  let differs = null;
  for (const side of sides) {
    const opened = await side.open(task, text);
    if (opened.failed !== undefined) failed[side.name] = opened.failed;
    else working.push(side);
    if (opened.chosen !== undefined) chosen[side.name] = opened.chosen;
    if (opened.parameters !== undefined) differs ??= disagreement(task, opened);
  }

  /** One turn; a side that fails has no more turns. */
  const turn = async (side, steps) => {
    const { ms, failed: why } = await side.time(steps, WARMUP);
    if (why === undefined) return ms;
    failed[side.name] = why;
    working.splice(working.indexOf(side), 1);
    return null;
  };
  const longest = differs ? [] : [await longestStep([...working], turn)];
  const ms = Object.fromEntries(working.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds && longest.length > 0; round++) {
    for (const side of turns([...working], round)) {
      const time = await turn(side, stepsIn(longest[0]));
      if (time !== null) ms[side.name].push(time);
    }
  }
  for (const side of sides) await side.close();

  const isWhole = ([name, times]) => times.length > 0 && !Object.hasOwn(failed, name);
  const whole = Object.fromEntries(Object.entries(ms).filter(isWhole));
  const own = Object.keys(whole).filter((name) => name !== 'keras');
  return {
    ms: Object.fromEntries(Object.entries(whole).map(([name, times]) => [name, summary(times)])),
    ratios: whole.keras
      ? Object.fromEntries(own.map((name) => [name, summary(ratios(whole[name], whole.keras))]))
      : {},
    failed,
    chosen,
    differs,
  };
}

/** A first turn of each side, which isn't counted: compilers and caches get warm. */
async function longestStep(sides, turn) {
  let longest = 0;
  for (const side of sides) longest = Math.max(longest, (await turn(side, FEWEST)) ?? 0);
  return longest;
}

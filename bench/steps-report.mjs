/** Report on the times of steps: as data for `--json`, and as a table. */
import { median, ratios, spread } from './statistics.mjs';
import { table, withSpread } from './markdown-table.mjs';

const record = (names, of) => Object.fromEntries(names.map((name) => [name, of(name)]));

/**
 * @param times of a task: milliseconds of a step by process, one a round
 * @param engines names of lagraph's processes
 * @param peers names of the others
 * @returns `ratio` is lagraph over Keras by engine, and empty without Keras; `ratios` is the same for every peer; null where a peer
 *   has no such task
 */
export function stepReport(task, times, engines, peers) {
  const sides = [...engines, ...peers];
  const against = (peer) =>
    record(engines, (engine) => {
      if (times[peer].length === 0) return null;
      const each = ratios(times[engine], times[peer]);
      return { median: median(each), spread: spread(each) };
    });
  const ofSides = (figure) =>
    record(sides, (side) => (times[side].length === 0 ? null : figure(times[side])));
  const all = record(peers, against);
  return {
    task,
    ms: ofSides(median),
    spread: ofSides(spread),
    ratio: all.keras ? record(engines, (engine) => all.keras[engine]?.median ?? null) : {},
    ratios: all,
  };
}

const NOTHING = '–';

/** Always two decimals: ratios are compared down a column. */
const hundredths = (number) => number.toFixed(2);

/** A table of times and, if there are peers, one of ratios. */
export function stepsTables(steps, engines, peers) {
  const sides = [...engines, ...peers];
  const times = table(
    ['ms of a step', ...sides],
    steps.map(({ task, ms, spread: of }) => [
      task,
      ...sides.map((side) => (ms[side] === null ? NOTHING : withSpread(ms[side], of[side]))),
    ]),
  );
  if (peers.length === 0) return times;
  const pairs = peers.flatMap((peer) => engines.map((engine) => [engine, peer]));
  const compared = table(
    ['ratio', ...pairs.map((pair) => pair.join(' / '))],
    steps.map(({ task, ratios: all }) => [
      task,
      ...pairs.map(([engine, peer]) => {
        const found = all[peer][engine];
        return found === null ? NOTHING : withSpread(found.median, found.spread, hundredths);
      }),
    ]),
  );
  return `${times}\n\n${compared}`;
}

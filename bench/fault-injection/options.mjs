/** Command line options shared by the scripts that inject faults: --rounds, --seed, --json, --help. */
import { parseArgs } from 'node:util';
import { UsageError } from '../errors.mjs';

/**
 * @param usage printed for --help
 * @param rounds default of --rounds
 */
export function readOptions(args, usage, rounds, more = {}) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        rounds: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        ...more,
      },
    }));
  } catch (error) {
    throw new UsageError(`${error.message.split('\n')[0]} (--help lists the options)`);
  }
  if (values.help) return { help: usage };
  const whole = (name, otherwise, least) => {
    if (values[name] === undefined) return otherwise;
    const number = Number(values[name]);
    if (!Number.isSafeInteger(number) || number < least)
      throw new UsageError(`--${name} takes a whole number, ${least} or more`);
    return number;
  };
  return { ...values, rounds: whole('rounds', rounds, 1), seed: whole('seed', 1, 0) };
}

/** A pseudo-random generator of numbers in [0, 1) from a seed (mulberry32). */
export function randomBy(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs a script's `main` with its options: prints the result and exits 1 if there were faults. */
export async function command(main) {
  try {
    const result = await main(process.argv.slice(2), (line) => console.error(line));
    if (typeof result === 'string') return console.log(result);
    if (result.skipped) return console.log(`skipped: ${result.skipped}`);
    const { json, report, wrong } = result;
    console.log(json ? JSON.stringify(report, null, 2) : summary(report));
    process.exitCode = wrong.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

const summary = ({ wrong, ...figures }) =>
  [
    ...Object.entries(figures).map(
      ([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`,
    ),
    wrong.length === 0 ? 'nothing lost, torn or wrong' : `WRONG:\n${wrong.join('\n')}`,
  ].join('\n');

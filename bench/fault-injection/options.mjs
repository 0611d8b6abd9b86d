/** Command line options shared by the scripts that inject faults: --rounds, --seed, --json, --help. */
import { UsageError } from '../errors.mjs';
import { parseArguments, runScript } from '../read-arguments.mjs';

/**
 * @param usage printed for --help
 * @param rounds default of --rounds
 */
export function readOptions(args, usage, rounds, more = {}) {
  const { values } = parseArguments({
    args,
    options: {
      rounds: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
      ...more,
    },
  });
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

/** Runs a script's `main` with its options: prints the result and exits 1 if there were faults. */
export const command = (main) =>
  runScript(async () => {
    const result = await main(process.argv.slice(2), (line) => console.error(line));
    if (typeof result === 'string') return console.log(result);
    if (result.skipped) return console.log(`skipped: ${result.skipped}`);
    const { json, report, wrong } = result;
    console.log(json ? JSON.stringify(report, null, 2) : summary(report));
    process.exitCode = wrong.length > 0 ? 1 : 0;
  });

const summary = ({ wrong, ...figures }) =>
  [
    ...Object.entries(figures).map(
      ([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`,
    ),
    wrong.length === 0 ? 'nothing lost, torn or wrong' : `WRONG:\n${wrong.join('\n')}`,
  ].join('\n');

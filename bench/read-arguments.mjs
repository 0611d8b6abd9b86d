/** Options of scripts: --help prints how a script is used, wrong usage exits 2. */
import { parseArgs } from 'node:util';
import { UsageError } from './errors.mjs';

/**
 * parseArgs with an option --help.
 *
 * @param config as parseArgs takes it, without --help
 * @throws UsageError
 */
export function parseArguments(config) {
  try {
    return parseArgs({
      ...config,
      options: { ...config.options, help: { type: 'boolean', short: 'h', default: false } },
    });
  } catch (error) {
    throw new UsageError(`${error.message.split('\n')[0]} (--help lists the options)`);
  }
}

/** Runs a script's `main`: wrong usage is printed as one line and exits 2. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

/**
 * For scripts without a `main`: exits if help is asked for or an option is wrong.
 *
 * @param usage printed for --help
 * @param config as parseArgs takes it, without --help
 * @returns what parseArgs returns
 */
export function readArguments(usage, config) {
  let parsed;
  try {
    parsed = parseArguments(config);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
  if (parsed.values.help) {
    console.log(usage);
    process.exit(0);
  }
  return parsed;
}

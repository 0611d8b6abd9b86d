/** Options of a script: --help prints how it is used and exits 0, a wrong option exits 2. */
import { parseArgs } from 'node:util';

/**
 * @param usage what --help prints
 * @param config as parseArgs takes it, without --help
 * @returns what parseArgs returns
 */
export function readArguments(usage, config) {
  let parsed;
  try {
    parsed = parseArgs({
      ...config,
      options: { ...config.options, help: { type: 'boolean', short: 'h', default: false } },
    });
  } catch (error) {
    process.stderr.write(`${error.message.split('\n')[0]}\n${usage}\n`);
    process.exit(2);
  }
  if (parsed.values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  return parsed;
}

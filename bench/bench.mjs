/**
 * Benchmarks lagraph against its peers, side by side: training steps of the reference's networks or of generated ones,
 * the whole pipeline, or how time and memory scale.
 *
 *   npm run build
 *   npm run bench:setup     once: Python environments for the peers
 *   npm run bench -- --help
 *
 * docs/benchmark.md explains the numbers.
 */
import { ProgramFailed, UsageError } from './errors.mjs';
import { readOptions, USAGE } from './options.mjs';
import { needBuild } from './paths.mjs';

/** Each benchmark loads its modules only when it is requested. */
const benchmarks = {
  help: async () => console.log(USAGE),
  steps: async (options) => (await import('./steps.mjs')).benchSteps(options),
  networks: async (options) => (await import('./networks/bench-networks.mjs')).benchNetworks(options),
  pipeline: async (options) => (await import('./pipeline.mjs')).benchPipeline(options),
  scale: async (options) => (await import('./scale.mjs')).benchScale(options),
};

try {
  const options = readOptions(process.argv.slice(2));
  if (options.mode !== 'help') needBuild();
  // Progress messages are for people, so --json has none.
  const say = options.json ? () => undefined : (line) => process.stderr.write(`${line}\n`);
  await benchmarks[options.mode]({ ...options, say });
} catch (error) {
  const known = error instanceof UsageError || error instanceof ProgramFailed;
  process.stderr.write(`bench: ${known ? error.message : (error.stack ?? error)}\n`);
  // Child processes that wait for their next request end when this process does.
  process.exit(error instanceof UsageError ? 2 : 1);
}

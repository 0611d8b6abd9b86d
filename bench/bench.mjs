/**
 * Times lagraph against its peers, in one sitting: training steps, the whole pipeline, or how both time and memory grow.
 *
 *   npm run build
 *   npm run bench:setup     once: Python environments for the peers
 *   npm run bench -- --help
 *
 * docs/benchmark.md says what the numbers mean.
 */
import { ProgramFailed, UsageError } from './errors.mjs';
import { readOptions, USAGE } from './options.mjs';
import { needBuild } from './paths.mjs';

/** What each benchmark needs is loaded when it is asked for. */
const benchmarks = {
  help: async () => console.log(USAGE),
  steps: async (options) => (await import('./steps.mjs')).benchSteps(options),
  pipeline: async (options) => (await import('./pipeline.mjs')).benchPipeline(options),
  scale: async (options) => (await import('./scale.mjs')).benchScale(options),
};

try {
  const options = readOptions(process.argv.slice(2));
  if (options.mode !== 'help') needBuild();
  // Progress is for people.
  const say = options.json ? () => undefined : (line) => process.stderr.write(`${line}\n`);
  await benchmarks[options.mode]({ ...options, say });
} catch (error) {
  const known = error instanceof UsageError || error instanceof ProgramFailed;
  process.stderr.write(`bench: ${known ? error.message : (error.stack ?? error)}\n`);
  // Sides that wait for their next line end when this process does.
  process.exit(error instanceof UsageError ? 2 : 1);
}

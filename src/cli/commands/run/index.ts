import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { parseIntegerAtLeast, parseSeeds, requireKnownEngine } from '../../option-values.js';
import { requireOverrides } from '../../load-graph-file.js';
import type { CommandContext } from '../../command-context.js';
import type { RunCommandOptions } from './run-options.js';
import { dataOption, offlineOption, storeOption } from '../../directory-options.js';
import { EXIT_CODES, UserError } from '../../user-error.js';

export function addRunCommand(rootCommand: Command, context: CommandContext): void {
  rootCommand
    .command('run')
    .summary('train what is not trained yet, evaluate, draw')
    .description(
      'Trains the phases of a graph that the store has no result of, each from where it stopped, then evaluates and draws. Ctrl-C stops after the step that runs; the same command goes on from there.',
    )
    .argument('<graph>', 'graph file, or - for standard input')
    .argument('[overrides...]', 'key=value: a parameter (epochs=3) or a value (plan.link.on.batch_size=64)')
    .option('--profile <name>', 'apply a profile of the graph')
    .option(
      '--engine <name>',
      'what computes, and whose results alone count: onnx, onednn, tensorflow, webgpu, tfjs-node, tfjs; by default (auto) the quickest for each phase, and all results count',
    )
    .option('--require-gpu', 'fail rather than compute on the CPU')
    .option(
      '--jobs <n>',
      `phases side by side, at most (this machine has ${availableParallelism()} cores)`,
      parseIntegerAtLeast(1),
    )
    .option(
      '--only <phase>',
      'only this phase, and what it starts from; several: a,b or once for each',
      (given: string, before: string[] = []) => [...before, ...given.split(',')],
    )
    .option('--locked', 'train on no other data than the lock beside the graph says')
    .option('--force', 'train again what is trained already')
    .option('--seed <n>', 'another seed than the graph says, and no other', parseIntegerAtLeast(0))
    .option(
      '--seeds <n>',
      'so many seeds, or which (1,2,7); evaluations are the mean over them. Seeds that are trained already are not trained again',
      parseSeeds,
    )
    .option('--open', 'show the page of the run in the browser while it trains')
    .option('--no-browser', 'with --open: print the address only')
    .addOption(dataOption())
    .addOption(offlineOption())
    .addOption(storeOption())
    .option('--tensorboard <dir>', 'write event files for TensorBoard into a folder of it, while it trains')
    .option(
      '--dry-run',
      'one step of every phase, one batch of every evaluation, a small picture of every report; nothing is kept',
    )
    .option('--timings', 'say at the end where the time went: by phase, and in all')
    .option('--json', 'print events to standard output, one JSON object a line')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph run graphs/signs-to-mnist.yaml --profile quick --data ~/data\n  lagraph run graph.yaml epochs=3 --only link,read --force\n  lagraph run graph.yaml --json | jq -c \'select(.event == "evaluate")\'',
    )
    .action(async (file: string, given: string[], options: RunCommandOptions) => {
      const { only = [] } = options;
      requireOverrides('run', given, (stray) =>
        only.length > 0 ? `for several phases: --only ${[...only, stray].join(',')}` : undefined,
      );
      const overrides = [...given];
      if (options.seed !== undefined) overrides.push(`seed=${options.seed}`);
      if (options.seeds !== undefined) overrides.push(`seeds=${options.seeds}`);
      if (options.dryRun && options.tensorboard !== undefined) {
        throw new UserError('--dry-run keeps nothing, so there is nothing for --tensorboard', {
          exit: EXIT_CODES.wrongUsage,
        });
      }
      await requireKnownEngine(options.engine);
      const { runGraph } = await import('./run-graph.js');
      context.setExitCode(await runGraph(file, { ...options, only, overrides }, context.terminal));
    });
}

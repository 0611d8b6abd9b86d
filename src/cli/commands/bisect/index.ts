import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { dataOption, offlineOption, storeOption } from '../../directory-options.js';
import { requireOverrides } from '../../load-graph-file.js';
import { parseIntegerAtLeast, requireKnownEngine } from '../../option-values.js';
import type { BisectCommandOptions } from './bisect-graph.js';

export function addBisectCommand(rootCommand: Command, context: CommandContext): void {
  rootCommand
    .command('bisect')
    .summary('find the commit that broke a figure')
    .description(
      'Finds the first commit of a graph whose figure misses what is expected, by bisection of its history in git. Each version that is tried is run; what the store has is not trained again. A version that does not compile or fails is skipped. Nothing is checked out.',
    )
    .argument('<graph>', 'graph file in a git repository')
    .argument('[overrides...]', 'key=value: changes to every version')
    .requiredOption(
      '--expect <comparison>',
      'what good versions meet: an evaluation, phase.figure, or a figure that one phase has, and a number: "accuracy >= 0.9"',
    )
    .option('--good <revision>', 'a version that is known to be good; otherwise one is searched for')
    .option('--bad <revision>', 'a version that is bad', 'HEAD')
    .option('--profile <name>', 'apply a profile of the graph')
    .option('--engine <name>', 'what computes, as in lagraph run')
    .option(
      '--jobs <n>',
      `phases side by side, at most (this machine has ${availableParallelism()} cores)`,
      parseIntegerAtLeast(1),
    )
    .addOption(dataOption())
    .addOption(offlineOption())
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph bisect graph.yaml --expect "reads_as_its_sign >= 0.7" --good v1.0\n  lagraph bisect graph.yaml --expect "classify.val.accuracy > 0.95" --profile quick',
    )
    .action(async (file: string, overrides: string[], options: BisectCommandOptions) => {
      requireOverrides('bisect', overrides);
      await requireKnownEngine(options.engine);
      const { bisectGraph } = await import('./bisect-graph.js');
      context.setExitCode(await bisectGraph(file, { ...options, overrides }, context.terminal));
    });
}

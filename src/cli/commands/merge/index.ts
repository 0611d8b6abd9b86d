import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { parseIntegerAtLeast } from '../../option-values.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import type { MergeCommandOptions } from './merge-files.js';

export function addMergeCommand(rootCommand: Command, context: CommandContext): void {
  rootCommand
    .command('merge')
    .summary('merge two versions of a graph')
    .description(
      'Merges what two versions of a graph have made of a third, by names and layers instead of by lines. Prints the result, with conflict markers where both changed the same thing. The result is compiled: it is no clean merge if it is no valid graph, or if a selector means other layers than it did. Exit codes: 0 clean, 1 conflicts, 2 wrong usage, 3 failed. As a merge driver of git it is set up by `lagraph git install`.',
    )
    .argument('<base>', 'the version that both come from; /dev/null if there is none')
    .argument('<ours>', 'our version')
    .argument('<theirs>', 'their version')
    .argument('[more...]', 'with --driver: size of a marker, and the name of the file')
    .option('-o, --output <file>', 'write the result there')
    .option('--review', 'print what was taken from where, to standard error')
    .option('--json', 'print the result with conflicts and decisions as JSON')
    .option('--marker-size <n>', 'characters of a conflict marker', parseIntegerAtLeast(1), 7)
    .option('--driver', "be git's merge driver: %O %A %B %L %P; the result replaces the second file")
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph merge base.yaml ours.yaml theirs.yaml -o merged.yaml\n  lagraph merge --review <(git show main~3:g.yaml) g.yaml <(git show main:g.yaml)',
    )
    .action(
      async (base: string, ours: string, theirs: string, more: string[], options: MergeCommandOptions) => {
        const { driver, output, json } = options;
        if (!driver && more.length > 0) {
          throw new UserError(`merge takes three files, and ${more[0]} is a fourth`, {
            exit: EXIT_CODES.wrongUsage,
          });
        }
        if (driver && (output !== undefined || json)) {
          throw new UserError('--driver writes over the second file: leave --output and --json out', {
            exit: EXIT_CODES.wrongUsage,
          });
        }
        const { mergeAsDriver, mergeFiles } = await import('./merge-files.js');
        context.setExitCode(
          driver
            ? await mergeAsDriver({ base, ours, theirs }, more, options, context.terminal)
            : await mergeFiles({ base, ours, theirs }, options, context.terminal),
        );
      },
    );
}

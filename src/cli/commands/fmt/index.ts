import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import type { FmtCommandOptions } from './format-files.js';

export function addFmtCommand(rootCommand: Command, context: CommandContext): void {
  rootCommand
    .command('fmt')
    .summary('put graphs into their one form')
    .description(
      'Writes graphs in their form: spaces and indentation, keys in the order of the language, braces and brackets while they fit in 120 columns, no needless quotes around expressions. What a graph means and its comments stay as they are. Without a graph, all graphs of this folder and of those below it. `-` reads standard input and writes standard output.',
    )
    .argument('[graph...]', 'graph files')
    .option('--check', 'write nothing: list what is not in form, and fail if anything is')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph fmt graphs/*.yaml\n  lagraph fmt --check\n  lagraph fmt - < graph.yaml',
    )
    .action(async (given: string[], options: FmtCommandOptions) => {
      const { formatFiles } = await import('./format-files.js');
      context.setExitCode(await formatFiles(given, options, context.terminal));
    });
}

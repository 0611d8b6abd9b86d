import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { storeOption } from '../../directory-options.js';
import { requireOverrides } from '../../load-graph-file.js';
import { parseIntegerAtLeast } from '../../option-values.js';
import type { LogCommandOptions } from './log-graph.js';

export function addLogCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('log')
    .summary('show what each commit changed in a graph')
    .description(
      'Walks the history of a graph in git, the newest commit first, and prints what each changed in meaning, with the figures that the runs of the store have of that version: which change brought what.',
    )
    .argument('<graph>', 'graph file in a git repository')
    .argument('[overrides...]', 'key=value: changes to every version')
    .option('-n, --max-count <n>', 'at most this many commits', parseIntegerAtLeast(1))
    .option('--from <revision>', 'where to begin: a revision, or a range such as v1.0..main', 'HEAD')
    .option('--profile <name>', 'the versions with this profile, and the figures of such runs')
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph log graph.yaml -n 10\n  lagraph log graph.yaml --profile quick --from v1.0..HEAD',
    )
    .action(async (file: string, overrides: string[], options: LogCommandOptions) => {
      requireOverrides('log', overrides);
      const { logGraph } = await import('./log-graph.js');
      await logGraph(file, { ...options, overrides }, terminal);
    });
}

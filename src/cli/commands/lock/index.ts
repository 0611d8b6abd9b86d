import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { dataOption, offlineOption, storeOption } from '../../directory-options.js';
import type { LockCommandOptions } from './lock-graph.js';

export function addLockCommand(rootCommand: Command, context: CommandContext): void {
  rootCommand
    .command('lock')
    .summary('write down what the data of a graph are')
    .description(
      'Reads the data of a graph and writes beside it (graph.lock.yaml) what they are: source, examples in each split, hash of the content; and the newest finished run of this graph in the store, with its figures. `check`, `plan` and `run` compare the data with it.',
    )
    .argument('<graph>', 'graph file')
    .option('--profile <name>', 'apply a profile of the graph')
    .addOption(dataOption())
    .addOption(offlineOption())
    .addOption(storeOption())
    .addHelpText('after', '\nExamples:\n  lagraph lock graph.yaml\n  lagraph run graph.yaml --locked')
    .action(async (file: string, options: LockCommandOptions) => {
      const { lockGraph } = await import('./lock-graph.js');
      await lockGraph(file, options, context.terminal);
    });
}

import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { storeOption } from '../../directory-options.js';
import type { VerifyCommandOptions } from './verify.js';

export function addStoreCommand(rootCommand: Command, context: CommandContext): void {
  const store = rootCommand
    .command('store')
    .summary('verify what is in the store')
    .description('Looks after the store. What is not needed any more, lagraph gc removes.');
  store
    .command('verify')
    .summary('compare everything in the store with its hashes')
    .description(
      'Reads everything in the store: results, checkpoints, records of runs and the files beside them, and compares it with the hashes that it was written with. Says what is damaged and what to do about it. ' +
        'Exits 1 if something is damaged and stays so.',
    )
    .option(
      '--repair',
      'move broken results and checkpoints aside (corrupt/), so that the next run makes them anew',
    )
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .addHelpText('after', '\nExamples:\n  lagraph store verify\n  lagraph store verify --repair')
    .action(async (options: VerifyCommandOptions) => {
      const { verify } = await import('./verify.js');
      context.setExitCode(await verify(options, context.terminal));
    });
}

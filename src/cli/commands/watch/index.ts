import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { storeOption } from '../../directory-options.js';
import type { WatchCommandOptions } from './watch-run.js';

export function addWatchCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('watch')
    .summary('show the page of a run while it trains')
    .description(
      'Serves the page of a run that trains in another terminal, on this machine alone, and opens it in the browser: curves, times left and pictures come as they are made. It ends with the run, or with Ctrl-C, which does not touch the run.',
    )
    .argument('[run]', 'name of a run, or the beginning of one; by default the one that trains')
    .option('--no-browser', 'print the address only')
    .addOption(storeOption())
    .addHelpText('after', '\nExamples:\n  lagraph watch\n  lagraph watch 20260102-030405 --no-browser')
    .action(async (run: string | undefined, options: WatchCommandOptions) => {
      const { watchRun } = await import('./watch-run.js');
      await watchRun(run, options, terminal);
    });
}

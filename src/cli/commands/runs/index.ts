import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { storeOption, requireStoreDirectory } from '../../directory-options.js';

export function addRunsCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('runs')
    .summary('list the runs of the store')
    .description(
      'Lists the runs of the store, the newest last: what ran, when, how it ended and its key figures.',
    )
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  lagraph runs --json | jq -r .[-1].directory')
    .action(async (options: { store?: string; json?: boolean }) => {
      const [{ readRuns, brokenRunMessage }, { rethrowAsUserError }, { runsTable }] = await Promise.all([
        import('../../../runtime/index.js'),
        import('../../run-lookup.js'),
        import('./runs-table.js'),
      ]);
      const { runs, broken } = await readRuns(await requireStoreDirectory(options.store, terminal)).catch(
        rethrowAsUserError,
      );
      if (options.json) terminal.out.line(JSON.stringify(runs, null, 2));
      else if (runs.length === 0 && broken.length === 0) terminal.err.line('no runs yet');
      else if (runs.length > 0) terminal.out.line(runsTable(runs));
      const note = terminal.err.colours.yellow('note');
      for (const one of broken) terminal.err.line(`${note}: ${brokenRunMessage(one)}`);
    });
}

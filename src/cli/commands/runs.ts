import type { Command } from 'commander';
import type { Session } from '../program.js';
import { storeOption, storeDirectory } from '../store.js';

export function addRuns(program: Command, { terminal }: Session): void {
  program
    .command('runs')
    .summary('list the runs of the store')
    .description(
      'Lists the runs of the store, the newest last: what ran, when, how it ended and its key figures.',
    )
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  lagraph runs --json | jq -r .[-1].directory')
    .action(async (options: { store?: string; json?: boolean }) => {
      const [{ listRuns }, { runsTable }] = await Promise.all([
        import('../../runtime/index.js'),
        import('../runs-table.js'),
      ]);
      const runs = await listRuns(await storeDirectory(options.store, terminal));
      if (options.json) terminal.out.line(JSON.stringify(runs, null, 2));
      else if (runs.length === 0) terminal.err.line('no runs yet');
      else terminal.out.line(runsTable(runs));
    });
}

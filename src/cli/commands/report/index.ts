import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { storeOption } from '../../directory-options.js';
import type { ReportCommandOptions } from './report-run.js';

export function addReportCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('report')
    .summary('write the page of a run')
    .description(
      'Writes what a run did as one HTML file that opens from disk and needs no network: the graph, plan and times, curves, pictures, figures, and how to run it again. Each run writes it into its folder when it ends.',
    )
    .argument('<run>', 'name of a run, the beginning of one, or latest')
    .option(
      '-o, --output <file>',
      "where to; - for standard output, by default report.html in the run's folder",
    )
    .option('--open', 'open it in the browser')
    .addOption(storeOption())
    .addHelpText('after', '\nExamples:\n  lagraph report latest --open\n  lagraph report latest -o page.html')
    .action(async (run: string, options: ReportCommandOptions) => {
      const { reportRun } = await import('./report-run.js');
      await reportRun(run, options, terminal);
    });
}

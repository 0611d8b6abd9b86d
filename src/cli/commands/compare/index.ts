import { Option, type Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { storeOption } from '../../directory-options.js';
import type { CompareCommandOptions } from './compare.js';

export function addCompareCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('compare')
    .summary('show runs side by side')
    .description(
      'Shows runs side by side: their figures, and what differs between their graphs, as `lagraph diff` tells it, from the first run to each other. ' +
        'Runs that differ in their seed alone are one: mean and standard deviation. With -o FILE.html a page with learning curves over one another and the pictures of each, example by example.',
    )
    .argument('[runs...]', 'names of runs, beginnings of names, or latest')
    .option('--where <condition>', 'also the runs that meet it; see lagraph runs --help')
    .option('-o, --output <file>', 'write a page (.html), JSON (.json) or CSV (.csv) there')
    .addOption(new Option('--json', 'print JSON').conflicts('csv'))
    .option('--csv', 'print CSV: a row for each figure of each run')
    .addOption(storeOption())
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph compare wide-linker latest\n  lagraph compare --where \'tags == "paper"\' -o paper.html',
    )
    .action(async (names: string[], options: CompareCommandOptions) => {
      const { compare } = await import('./compare.js');
      await compare(names, options, terminal);
    });
}

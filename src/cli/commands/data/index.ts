import { Option, type Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { dataOption, offlineOption } from '../../directory-options.js';
import { isOverride } from '../../load-graph-file.js';
import { parseIntegerAtLeast } from '../../option-values.js';
import { addInspectCommand } from './inspect/index.js';
import type { DataCommandOptions } from './show-data.js';

export function addDataCommand(rootCommand: Command, context: CommandContext): void {
  const command = rootCommand
    .command('data')
    .summary('show what a network will see')
    .description(
      'Shows examples as training sees them in its first epoch: augmented, noised, paired. Writes a contact sheet for each data set, and prints shapes, ranges and counts by class. Nothing is trained.',
    )
    .argument('<graph>', 'graph file, or - for standard input')
    .argument(
      '[dataset]',
      'a data set, or a split of one (mnist.test); by default all that phases train on; then key=value: changes to the graph',
    )
    .argument('[overrides...]', 'key=value: changes to the graph')
    .option('--profile <name>', 'apply a profile of the graph')
    .option('--split <name>', 'the split, where the data set is named without one')
    .addOption(
      new Option('--count <n>', 'examples on a contact sheet').argParser(parseIntegerAtLeast(1)).default(24),
    )
    .option(
      '-o, --output <path>',
      'where contact sheets go: a folder, or a .png or .svg file for a single one',
      '.',
    )
    .addOption(dataOption())
    .addOption(offlineOption())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph data graph.yaml\n  lagraph data graph.yaml pairs.test --count 60 -o pairs.svg',
    )
    .action(async (file: string, first: string | undefined, rest: string[], options: DataCommandOptions) => {
      const words = first === undefined ? rest : [first, ...rest];
      const named = words.length > 0 && !isOverride(words[0]!) ? words[0] : undefined;
      const overrides = named === undefined ? words : words.slice(1);
      const { showData } = await import('./show-data.js');
      await showData(file, { ...options, dataset: named, overrides }, context.terminal);
    });
  addInspectCommand(command, context);
}

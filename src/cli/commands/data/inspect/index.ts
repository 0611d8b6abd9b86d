import { Option, type Command } from 'commander';
import type { CommandContext } from '../../../command-context.js';
import { parseIntegerAtLeast } from '../../../option-values.js';
import type { InspectOptions } from './inspect.js';

export function addInspectCommand(dataCommand: Command, context: CommandContext): void {
  dataCommand
    .command('inspect')
    .summary('show what a data file holds')
    .description(
      'Shows what a file of data holds (csv, Parquet, .npz, .npy, .h5, .safetensors): columns or arrays, their types, shapes, ranges, classes and missing values; and a data set that reads it, ready for a graph. How a csv file is written is guessed, where no option says it.',
    )
    .argument('<file>', 'file of data')
    .option('--separator <character>', 'what parts the cells of csv: a character, tab or whitespace')
    .option('--header', 'the first row of csv has the names of the columns')
    .option('--no-header', 'the first row of csv is data')
    .addOption(
      new Option('--skip-lines <n>', 'lines before the table of csv').argParser(parseIntegerAtLeast(0)),
    )
    .addOption(new Option('--decimal <character>', 'what stands before decimals in csv').choices(['.', ',']))
    .addOption(
      new Option('--encoding <name>', 'how the text of csv is written').choices([
        'utf-8',
        'utf-16le',
        'latin1',
      ]),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  lagraph data inspect iris.csv\n  lagraph data inspect mnist.npz')
    .action(async (file: string, _options: InspectOptions, command: Command) => {
      // `--json` is an option of `data` as well, which takes it first.
      const options: InspectOptions = command.optsWithGlobals();
      const { inspectDataFile } = await import('./inspect.js');
      await inspectDataFile(file, options, context.terminal);
    });
}

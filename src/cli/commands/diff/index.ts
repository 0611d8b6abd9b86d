import { Option, type Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { storeOption } from '../../directory-options.js';
import type { DiffCommandOptions } from './diff-graphs.js';

export function addDiffCommand(rootCommand: Command, context: CommandContext): void {
  rootCommand
    .command('diff')
    .summary('tell what differs between two graphs, and what that trains')
    .description(
      'Tells what differs between two graphs in meaning: layers, wiring, data, training, and what is trained anew for it and why. ' +
        'What is written otherwise and means the same is no difference. ' +
        'A graph is a file, REV:path (a path from the root of the repository, or ./path), the name of a run, or - for standard input. ' +
        'One file is compared with HEAD, REV:path alone with the file as it is now, and without arguments, all graphs that have changed since HEAD are compared; ' +
        'REV alone compares all graphs that have changed since then, REV REV those between the two.',
    )
    .argument('[graphs...]', 'the older graph and the newer one; key=value changes both')
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['text', 'json', 'github', 'html'])
        .default('text'),
    )
    .option('--json', 'print JSON; short for --format json')
    .option('--output <file>', 'write there instead, above all with --format html')
    .option('--no-cost', 'do not tell what is trained and what is kept')
    .option('--profile <name>', 'apply a profile to both graphs')
    .addOption(storeOption())
    .option('--driver', "be git's diff driver, with the arguments that git gives it")
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  lagraph diff                                  what has changed since the last commit',
        '  lagraph diff graph.yaml                       the same of one graph',
        '  lagraph diff old.yaml new.yaml --profile quick',
        '  lagraph diff v1.0:graphs/digits.yaml HEAD:graphs/digits.yaml',
        '  lagraph diff latest graph.yaml                the last run, and the graph as it is now',
        '  lagraph diff graph.yaml --format html --output diff.html',
        '  lagraph diff origin/main --format github      annotations for a pull request',
        '',
        'Exit codes: 0 no difference in meaning, 1 a difference, 2 wrong usage or a graph that is wrong.',
      ].join('\n'),
    )
    .action(async (words: string[], options: DiffCommandOptions & { driver?: boolean }) => {
      if (options.driver) {
        const { diffAsDriver } = await import('./diff-driver.js');
        context.setExitCode(await diffAsDriver(words, context.terminal));
        return;
      }
      const { diffGraphs } = await import('./diff-graphs.js');
      context.setExitCode(await diffGraphs(words, options, context.terminal));
    });
}

import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { storeOption } from '../../directory-options.js';
import { parseIntegerAtLeast } from '../../option-values.js';
import type { GcCommandOptions } from './collect.js';

const HOURS = { h: 1, d: 24, w: 24 * 7, y: 24 * 365 } as const;

/** `30d`: hours. */
function parseAge(text: string): number {
  const found = /^(\d+)([hdwy])$/.exec(text.trim());
  if (!found) throw new InvalidArgumentError('Expected an age such as 12h, 30d, 8w or 1y.');
  return Number(found[1]) * HOURS[found[2] as keyof typeof HOURS];
}

export function addGcCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('gc')
    .summary('remove what no run reaches any more')
    .description(
      'Lists what of the store no run reaches any more: results, figures and rows of pictures of runs that are deleted, checkpoints from which nothing goes on. ' +
        'With --force it is removed. What a kept run needs stays, also to resume and to train more epochs; runs may train beside it.',
    )
    .option('-n, --dry-run', 'only list what would be removed: that is what happens without --force')
    .addOption(new Option('-f, --force', 'remove it').conflicts('dryRun'))
    .option('--older-than <age>', 'delete runs, too, that ended longer ago: 12h, 30d, 8w, 1y', parseAge)
    .option(
      '--keep-last <n>',
      'of each graph keep so many of the newest runs in any case',
      parseIntegerAtLeast(0),
      1,
    )
    .option('--no-keep-tagged', 'with --older-than: also runs that have a name or tags')
    .option(
      '--finished-checkpoints',
      'also the state that finished phases were left in: more epochs then begin anew',
    )
    .option('--corrupt', 'also what was found broken and set aside')
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph gc\n  lagraph gc --force\n  lagraph gc --older-than 30d --keep-last 5 --force',
    )
    .action(async (options: GcCommandOptions) => {
      const { collect } = await import('./collect.js');
      await collect(options, terminal);
    });
}

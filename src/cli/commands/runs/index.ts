import { Option, type Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { storeOption } from '../../directory-options.js';
import { parseIntegerAtLeast } from '../../option-values.js';
import type { DeleteOptions } from './delete-runs.js';
import type { RunsCommandOptions } from './list-runs.js';

const listed = (given: string, before: string[] = []): string[] => [
  ...before,
  ...given.split(',').map((name) => name.trim()),
];

export function addRunsCommand(rootCommand: Command, context: CommandContext): void {
  const { terminal } = context;
  const runs = rootCommand
    .command('runs')
    .summary('list the runs of the store; name, tag and delete them')
    .description(
      'Lists the runs of the store, the newest last: what ran, how it was asked for, how it ended, and its figures. ' +
        'Columns are run, name, tags, graph, when, status, time, file, profile, overrides, seed, seeds, best, stopped, engine, lagraph, simulated, problem, note; ' +
        'parameters and evaluations by their names, figures of phases as phase.figure (or figure alone, where one phase has it), and phase.epochs, phase.best, phase.seconds.',
    )
    .option(
      '--where <condition>',
      'only runs that meet it: acc > 0.9 and seed == 3, status == "done", tags == "best"',
    )
    .option('--sort <columns>', 'the order: acc,-when (- for the largest or newest first)', listed)
    .option('--columns <names>', 'what is shown: run,seed,acc', listed)
    .option(
      '-n, --max-count <n>',
      'at most this many runs: the newest, or the first of --sort',
      parseIntegerAtLeast(1),
    )
    .addOption(new Option('--json', 'print JSON: the records of the runs, or --columns').conflicts('csv'))
    .option('--csv', 'print CSV: every column, or --columns')
    .addOption(storeOption())
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  lagraph runs --where "reads > 0.9 and not simulated" --sort -reads -n 10',
        '  lagraph runs --columns run,seed,epochs,reads,link.val.loss --csv > runs.csv',
        '  lagraph runs --json | jq -r .[-1].directory',
        '  lagraph runs tag latest keep paper',
      ].join('\n'),
    )
    .action(async (options: RunsCommandOptions) => {
      const { listRuns } = await import('./list-runs.js');
      await listRuns(options, terminal);
    });

  addLabelCommands(runs, context);
  addDeleteCommand(runs, context);
}

/** `--store` of `runs` itself counts for its subcommands: commander gives it to the one that knows it first. */
const storeOf = (command: Command): { store?: string } => {
  const own = command.getOptionValueSource('store') === 'default' ? command.parent! : command;
  return { store: own.opts<{ store: string }>().store };
};

function addLabelCommands(runs: Command, { terminal }: CommandContext): void {
  runs
    .command('tag')
    .summary('give a run tags, or take them away')
    .description(
      'Gives a run tags, by which it is found (--where \'tags == "paper"\') and kept (gc, delete).',
    )
    .argument('<run>', 'a run: its name, the beginning of its name, or latest')
    .argument('<tags...>', 'words without spaces')
    .option('--remove', 'take these tags away')
    .addOption(storeOption())
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph runs tag latest paper figure-3\n  lagraph runs tag latest paper --remove',
    )
    .action(async (run: string, tags: string[], options: { remove?: boolean }, command: Command) => {
      const { tagRun } = await import('./label-runs.js');
      await tagRun(run, tags, { ...options, ...storeOf(command) }, terminal);
    });
  runs
    .command('rename')
    .summary('give a run a name')
    .description('Gives a run a name, by which every command finds it as by its own. No two runs share one.')
    .argument('<run>', 'a run: its name, the beginning of its name, or latest')
    .argument('[name]', 'letters, digits, - _ and ., beginning with a letter')
    .option('--remove', 'take its name away')
    .addOption(storeOption())
    .addHelpText('after', '\nExample:\n  lagraph runs rename latest wide-linker')
    .action(
      async (run: string, name: string | undefined, options: { remove?: boolean }, command: Command) => {
        const { renameRun } = await import('./label-runs.js');
        await renameRun(run, name, { ...options, ...storeOf(command) }, terminal);
      },
    );
  runs
    .command('note')
    .summary('write down something about a run')
    .description('Keeps a note with a run, in place of the one before. Without a text it prints the note.')
    .argument('<run>', 'a run: its name, the beginning of its name, or latest')
    .argument('[text...]', 'the note')
    .option('--remove', 'take its note away')
    .addOption(storeOption())
    .addHelpText('after', '\nExample:\n  lagraph runs note latest "the linker overfits after epoch 40"')
    .action(async (run: string, words: string[], options: { remove?: boolean }, command: Command) => {
      const { noteRun } = await import('./label-runs.js');
      await noteRun(run, words.join(' '), { ...options, ...storeOf(command) }, terminal);
    });
}

function addDeleteCommand(runs: Command, { terminal }: CommandContext): void {
  runs
    .command('delete')
    .summary('delete the record of a run')
    .description(
      'Deletes the folders of runs: records, logs, pictures, exported models. Their results stay in the store until `lagraph gc` removes those that no other run reaches; how much that is, is said. A run that is running is refused, and one that has a name or tags unless --force is given.',
    )
    .argument('<runs...>', 'runs: names, beginnings of names, or latest')
    .option('-n, --dry-run', 'only tell what that would leave')
    .option('-f, --force', 'also runs that have a name or tags')
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .addHelpText('after', '\nExample:\n  lagraph runs delete 20260102-030405-ab12cd && lagraph gc --force')
    .action(async (names: string[], options: DeleteOptions, command: Command) => {
      const { deleteRuns } = await import('./delete-runs.js');
      await deleteRuns(names, { ...options, ...storeOf(command) }, terminal);
    });
}

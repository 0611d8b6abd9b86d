import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import type { TrustCommandOptions } from './trust-words.js';

export function addTrustCommand(rootCommand: Command, context: CommandContext): void {
  rootCommand
    .command('trust')
    .summary("let modules of words of one's own run")
    .description(
      'Modules that a graph names under `words` are code, and nothing of one runs before you trust it. What you trust is kept for you, by the hash of the file: a changed file is trusted anew. Of a graph, all its modules are meant, and those of its parts.',
    )
    .argument('[file...]', 'modules, or graphs; with --remove, hashes too')
    .option('-y, --yes', 'do not ask: for scripts')
    .option('-l, --list', 'list what is trusted')
    .option('--remove', 'do not trust them any longer, in whichever version')
    .option('--json', 'with --list: print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph trust my-words.mjs\n  lagraph trust --yes graph.yaml\n  lagraph trust --list\n  lagraph trust --remove my-words.mjs',
    )
    .action(async (files: string[], options: TrustCommandOptions) => {
      const { listTrusted, removeTrust, trustWords } = await import('./trust-words.js');
      if (options.list) await listTrusted(options, context.terminal);
      else if (options.remove) await removeTrust(files, context.terminal);
      else await trustWords(files, options, context.terminal);
    });
}

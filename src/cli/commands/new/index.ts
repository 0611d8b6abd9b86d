import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import type { NewCommandOptions } from './new-graph.js';

export function addNewCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('new')
    .summary('start a graph from one that lagraph comes with')
    .description(
      'Writes a copy of a published graph, with the parts that it imports beside it; or, for `word`, a module with four words to begin with. --list says which there are. Nothing that is there is overwritten.',
    )
    .argument('[template]', 'name of a published graph: zoo/hub, vae, examples/linker; or word')
    .argument('[file]', 'where to write it; by default under its own name, here')
    .option('-l, --list', 'list the published graphs')
    .option('--json', 'with --list: print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph new --list\n  lagraph new zoo/hub my-hub.yaml\n  lagraph new word my-words.mjs',
    )
    .action(async (template: string | undefined, file: string | undefined, options: NewCommandOptions) => {
      const { newGraph } = await import('./new-graph.js');
      await newGraph(template, file, options, terminal);
    });
}

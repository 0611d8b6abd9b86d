import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { packageFile } from '../../package-root.js';
import type { CommandContext } from '../command-context.js';

export function addSchemaCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('schema')
    .summary('print the JSON schema of graphs, for editors')
    .description(
      'Prints the JSON schema of graph files. Editors with a YAML language server complete and check by it: put `# yaml-language-server: $schema=lagraph.schema.json` on the first line of a graph.',
    )
    .addHelpText('after', '\nExample:\n  lagraph schema > lagraph.schema.json')
    .action(async () => {
      // The published file; a test compares it with the definitions.
      const file = packageFile('schema/lagraph.schema.json');
      terminal.out.write(await readFile(file, 'utf8'));
    });
}

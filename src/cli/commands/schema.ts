import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { packageFile } from '../../package-root.js';
import type { CommandContext } from '../command-context.js';
import { loadGraphFile, printDiagnostics } from '../load-graph-file.js';
import { partReader } from '../part-reader.js';
import type { Terminal } from '../terminal.js';
import { EXIT_CODES, UserError } from '../user-error.js';

export function addSchemaCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('schema')
    .summary('print the JSON schema of graphs, for editors')
    .argument('[graph]', 'a graph whose own words the schema has as well')
    .description(
      'Prints the JSON schema of graph files; with a graph, one that has the words of its own modules with their arguments. Editors with a YAML language server complete and check by it: put `# yaml-language-server: $schema=lagraph.schema.json` on the first line of a graph.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph schema > lagraph.schema.json\n  lagraph schema graph.yaml > graph.schema.json',
    )
    .action(async (graph: string | undefined) => {
      if (graph !== undefined) {
        terminal.out.write(await schemaOfGraph(graph, terminal));
        return;
      }
      // The published file; a test compares it with the definitions.
      const file = packageFile('schema/lagraph.schema.json');
      terminal.out.write(await readFile(file, 'utf8'));
    });
}

/** The schema with the words of a graph's own modules, which must be trusted. */
async function schemaOfGraph(path: string, terminal: Terminal): Promise<string> {
  const graph = await loadGraphFile(path, { overrides: [], weights: false }, terminal);
  const ofWords = graph.diagnostics.filter(({ code }) => code === 'untrusted-words' || code === 'bad-words');
  if (ofWords.length > 0) {
    await printDiagnostics(ofWords, graph.sources, terminal.err);
    throw new UserError(`the words of ${graph.file} are not known`, { exit: EXIT_CODES.wrongInput });
  }
  const { schemaWithWords } = await import('../../dsl/index.js');
  const schema = await schemaWithWords(graph.text, graph.file, partReader(terminal.cwd));
  return `${JSON.stringify(schema, null, 2)}\n`;
}

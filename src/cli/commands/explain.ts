import type { Command } from 'commander';
import { EXIT_CODES, UserError } from '../user-error.js';
import type { CommandContext } from '../command-context.js';

export function addExplainCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('explain')
    .summary('explain the code of a diagnostic')
    .description('Explains the code of a diagnostic, with an example. Without a code, lists them all.')
    .argument('[code]', 'a code, as `check` prints it in brackets')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  lagraph explain unknown-name')
    .action(async (code: string | undefined, options: { json?: boolean }) => {
      const { diagnosticCatalog: catalog, nearestName } = await import('../../diagnostics/index.js');
      const { out } = terminal;
      if (code === undefined) {
        const entries = Object.entries(catalog).sort(([a], [b]) => (a < b ? -1 : 1));
        if (options.json) {
          out.line(JSON.stringify(Object.fromEntries(entries), null, 2));
          return;
        }
        const { textTable } = await import('../../report/index.js');
        out.line(
          textTable(
            [{ title: 'code' }, { title: 'meaning' }],
            entries.map(([name, entry]) => [name, entry.title]),
          ),
        );
        return;
      }
      const entry = Object.entries(catalog).find(([name]) => name === code)?.[1];
      if (!entry) {
        const near = nearestName(code, Object.keys(catalog));
        throw new UserError(`there is no diagnostic with the code ${code}`, {
          exit: EXIT_CODES.wrongInput,
          hint: near ? `did you mean ${near}?` : '`lagraph explain` lists all codes',
        });
      }
      if (options.json) out.line(JSON.stringify({ code, ...entry }, null, 2));
      else out.line(`${out.colours.bold(code)}: ${entry.title}\n\n${entry.explanation.trimEnd()}`);
    });
}

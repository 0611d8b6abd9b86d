import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { VERSION } from '../../../package-root.js';
import type { LayOut } from '../../../format/index.js';
import type { CommandContext } from '../../command-context.js';
import { partReader } from '../../part-reader.js';

function listFolder(folder: string): { name: string; isFolder: boolean }[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  } catch {
    return [];
  }
}

export function addLspCommand(rootCommand: Command, _context: CommandContext): void {
  rootCommand
    .command('lsp')
    .summary('serve editors: completion, errors, hover, rename')
    .description(
      'Serves the language server protocol on standard input and output. Editors start it; docs/editors.md tells how. Ends when the editor ends it or closes the input.',
    )
    .addOption(new Option('--stdio', 'by standard input and output, which is the only way'))
    .addOption(new Option('--clientProcessId <id>', 'process of the editor').hideHelp())
    .addHelpText(
      'after',
      "\nExample, for Neovim 0.11:\n  vim.lsp.config.lagraph = {cmd = {'lagraph', 'lsp'}, filetypes = {'yaml'}, root_markers = {'.git'}}\n  vim.lsp.enable('lagraph')",
    )
    .action(async () => {
      const [{ serveLanguage }, { planLens }] = await Promise.all([
        import('../../../language-server/index.js'),
        import('./plan-lens.js'),
      ]);
      let lay: LayOut | undefined;
      await serveLanguage(process.stdin, process.stdout, {
        version: VERSION,
        format: async (text, file) => {
          const { formatGraph, layOutByParts } = await import('../../../format/index.js');
          return (
            await formatGraph(text, file, {
              lay: (lay ??= layOutByParts()),
              describe: false,
              readPart: partReader('/'),
            })
          ).text;
        },
        readPart: partReader('/'),
        loadWords: async (text, file, readPart) => {
          const { loadGraphWords } = await import('../../../own-words/index.js');
          return loadGraphWords(text, file, readPart);
        },
        listFolder,
        findGraphs: async (folder) => {
          const { findGraphFilesBelow } = await import('../../find-graph-files.js');
          const files = await findGraphFilesBelow(folder, 'lsp').catch(() => []);
          return files.map((file) => resolve(folder, file));
        },
        planLens,
      });
    });
}

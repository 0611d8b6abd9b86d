import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';

export function addGitCommand(rootCommand: Command, context: CommandContext): void {
  const git = rootCommand
    .command('git')
    .summary('let git merge and compare graphs by what they mean')
    .description('Sets up git, so that it merges graphs by lagraph merge and shows what their changes mean.')
    .addHelpText('after', '\nExamples:\n  lagraph git install\n  lagraph git uninstall');
  git
    .command('install')
    .summary('set up git for this repository')
    .description(
      "Tells git to merge this repository's graphs by `lagraph merge`, and to name the network or phase in the headings of a diff: lines in .gitattributes, to be committed, and settings in the repository's configuration, which each clone needs for itself. What is set up already stays. Where lagraph is missing, git merges by lines as before.",
    )
    .option('--global', "write the settings to the user's configuration, for all repositories")
    .option('--diff', 'also show diffs by `lagraph diff` (git diff, git show --ext-diff)')
    .addHelpText('after', '\nExamples:\n  lagraph git install\n  lagraph git install --global --diff')
    .action(async (options: { global?: boolean; diff?: boolean }) => {
      const { installDrivers } = await import('./install.js');
      await installDrivers(options, context.terminal);
    });
  git
    .command('uninstall')
    .summary('take away what install has set up')
    .description('Removes the settings and the lines of .gitattributes that `lagraph git install` has made.')
    .option('--global', "remove the settings from the user's configuration")
    .addHelpText('after', '\nExamples:\n  lagraph git uninstall')
    .action(async (options: { global?: boolean }) => {
      const { uninstallDrivers } = await import('./uninstall.js');
      await uninstallDrivers(options, context.terminal);
    });
  for (const command of git.commands) command.copyInheritedSettings(rootCommand);
}

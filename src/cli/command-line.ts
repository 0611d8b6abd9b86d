import { Command, CommanderError } from 'commander';
import type { CommandContext } from './command-context.js';
import { COMMANDS } from './commands/index.js';
import { requireOneOf } from './option-values.js';
import { VERSION } from '../package-root.js';
import { escapeControlCharacters } from '../diagnostics/index.js';
import { environmentFault, EXIT_CODES, UserError } from './user-error.js';
import type { Terminal } from './terminal.js';

/**
 * Runs one command line and returns its exit code. Never throws: errors are printed.
 *
 * @param args without node and the script
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT_CODES.done;
  const rootCommand = createRootCommand({ terminal, setExitCode: (to) => void (code = to) });
  try {
    await rootCommand.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.wrongUsage;
    const { colours } = terminal.err;
    if (error instanceof UserError) {
      terminal.err.line(`${colours.red(colours.bold('error'))}: ${escapeControlCharacters(error.message)}`);
      if (error.options.hint)
        terminal.err.line(`${colours.cyan('help')}: ${escapeControlCharacters(error.options.hint)}`);
      return error.exit;
    }
    const refused = environmentFault(error);
    if (refused !== null && !terminal.env['LAGRAPH_DEBUG']) {
      terminal.err.line(`${colours.red(colours.bold('error'))}: ${escapeControlCharacters(refused)}`);
      return EXIT_CODES.failed;
    }
    const message = error instanceof Error ? error.message : String(error);
    terminal.err.line(`${colours.red(colours.bold('internal error'))}: ${escapeControlCharacters(message)}`);
    if (terminal.env['LAGRAPH_DEBUG']) {
      terminal.err.line(error instanceof Error ? (error.stack ?? message) : message);
    } else {
      terminal.err.line('This is a bug in lagraph. LAGRAPH_DEBUG=1 shows where it happened.');
    }
    return EXIT_CODES.failed;
  }
}

/** Like commander's own help command, but an unknown command is a usage error. */
function addHelpCommand(rootCommand: Command): void {
  rootCommand
    .command('help')
    .summary('show help for a command')
    .argument('[command]', 'a command')
    .action(async (name: string | undefined) => {
      if (name === undefined) return rootCommand.outputHelp();
      const { commands } = rootCommand;
      const command = commands.find((one) => one.name() === name || one.aliases().includes(name));
      if (command) return command.outputHelp();
      const knownNames = commands.flatMap((one) => [one.name(), ...one.aliases()]);
      await requireOneOf('command', name, knownNames);
    });
}

/** The root command with all commands declared. A command loads what it needs only when it runs. */
export function createRootCommand(context: CommandContext): Command {
  const { terminal } = context;
  const rootCommand = new Command('lagraph')
    .description('Linked autoencoders and their neighbours, declared in one YAML graph.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      getOutHelpWidth: () => Math.min(110, terminal.out.columns()),
      getErrHelpWidth: () => Math.min(110, terminal.err.columns()),
      getOutHasColors: () => terminal.out.colours.isColorSupported,
      getErrHasColors: () => terminal.err.colours.isColorSupported,
    })
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')
    .addHelpText('after', () => {
      const examples = [
        'lagraph check graphs/signs-to-mnist.yaml',
        'lagraph run graphs/signs-to-mnist.yaml --profile quick',
        'lagraph apply latest signs_to_mnist my_three.jpg',
      ];
      return `\nExamples:\n${examples.map((line) => `  ${line}\n`).join('')}\nExit codes: 0 done, 1 graph or input wrong, 2 wrong usage, 3 run failed or expectation missed, 130 interrupted.`;
    });
  for (const addCommand of COMMANDS) addCommand(rootCommand, context);
  addHelpCommand(rootCommand);
  for (const command of rootCommand.commands) command.copyInheritedSettings(rootCommand);
  return rootCommand;
}

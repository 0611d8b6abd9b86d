import { Command, CommanderError } from 'commander';
import {
  addApplyCommand,
  addCheckCommand,
  addDoctorCommand,
  addEnginesCommand,
  addExplainCommand,
  addExportCommand,
  addPlanCommand,
  addRunCommand,
  addRunsCommand,
  addSchemaCommand,
  addRenderCommand,
} from './commands/index.js';
import { requireOneOf } from './option-values.js';
import { VERSION } from '../home.js';
import { escapeControlCharacters } from '../diagnostics/index.js';
import { environmentFault, EXIT_CODES, UserError } from './user-error.js';
import type { Terminal } from './terminal.js';

/** What each command gets: the terminal, and a way to say how it ended. */
export interface CommandContext {
  terminal: Terminal;
  /** Sets the exit code; `EXIT.done` if a command says nothing. */
  setExitCode(code: number): void;
}

/**
 * Runs one command line and returns its exit code. Never throws: problems are printed.
 *
 * @param args without node and the script.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT_CODES.done;
  const program = createRootCommand({ terminal, setExitCode: (to) => void (code = to) });
  try {
    await program.parseAsync(args, { from: 'user' });
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

/** Like commander's own, but a command that is not there is wrong usage. */
function addHelpCommand(rootCommand: Command): void {
  rootCommand
    .command('help')
    .summary('show help for a command')
    .argument('[command]', 'a command')
    .action(async (name: string | undefined) => {
      if (name === undefined) return rootCommand.outputHelp();
      const command = rootCommand.commands.find((one) => one.name() === name);
      if (command) return command.outputHelp();
      const names = rootCommand.commands.map((one) => one.name());
      await requireOneOf('command', name, names);
    });
}

/** The whole command line. Commands only declare themselves here; they load what they need when they run. */
export function createRootCommand(context: CommandContext): Command {
  const { terminal } = context;
  const program = new Command('lagraph')
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
  for (const add of [
    addCheckCommand,
    addPlanCommand,
    addRunCommand,
    addRunsCommand,
    addApplyCommand,
    addExportCommand,
    addRenderCommand,
    addSchemaCommand,
    addExplainCommand,
    addEnginesCommand,
    addDoctorCommand,
  ]) {
    add(program, context);
  }
  addHelpCommand(program);
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
  }
  return program;
}

import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

/** What each command is given: the terminal, and how to set the exit code. */
export interface CommandContext {
  terminal: Terminal;
  /** Sets the exit code; `EXIT_CODES.done` if a command sets none. */
  setExitCode(code: number): void;
}

/** Declares one command on the root command. It loads what it needs only when it runs. */
export type AddCommand = (rootCommand: Command, context: CommandContext) => void;

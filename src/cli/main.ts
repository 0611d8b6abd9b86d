#!/usr/bin/env node
import { UserError } from './user-error.js';
import { runCommandLine } from './command-line.js';
import { openTerminal } from './terminal.js';

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), openTerminal(process));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`error: ${error.message}\nhelp: ${error.options.hint}\n`);
  process.exitCode = error.exit;
}

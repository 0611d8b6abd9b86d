#!/usr/bin/env node
import { Problem } from './problem.js';
import { runCommandLine } from './program.js';
import { openTerminal } from './terminal.js';

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), openTerminal(process));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`error: ${error.message}\nhelp: ${error.options.hint}\n`);
  process.exitCode = error.exit;
}

import { relative, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { openStoredRun } from '../../run-lookup.js';
import { openInBrowser } from '../../open-in-browser.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import type { Terminal } from '../../terminal.js';

export interface ReportCommandOptions {
  output?: string;
  open?: boolean;
  store?: string;
}

export async function reportRun(
  name: string,
  { output, open = false, store }: ReportCommandOptions,
  terminal: Terminal,
): Promise<void> {
  if (output === '-' && open) {
    throw new UserError('--open opens a file: leave `-o -` out', { exit: EXIT_CODES.wrongUsage });
  }
  const path = output === undefined || output === '-' ? undefined : resolve(terminal.cwd, output);
  if (path !== undefined && (await stat(path).catch(() => null))?.isDirectory()) {
    throw new UserError(`${output} is a folder`, {
      exit: EXIT_CODES.wrongUsage,
      hint: `the page is one file: -o ${output}/report.html`,
    });
  }
  const run = await openStoredRun(store, name, terminal);
  const { runPageHtml, writeRunPage } = await import('../../../page/index.js');
  if (output === '-') {
    terminal.out.writeFileContent(Buffer.from(await runPageHtml(run)));
    return;
  }
  const written = await writeRunPage(run, path);
  terminal.out.line(relative(terminal.cwd, written));
  if (open && !(await openInBrowser(written))) terminal.err.line(`no browser could be opened for ${written}`);
}

import type { Program } from '../../../compiler/index.js';
import type { Diagnostic } from '../../../diagnostics/index.js';
import type { RunOptions } from '../../../runtime/index.js';
import { openGraphLock } from '../../graph-lock.js';
import type { ProgressDisplay } from '../../progress/index.js';
import type { Terminal } from '../../terminal.js';
import { EXIT_CODES, UserError } from '../../user-error.js';

/**
 * Compares the data with the graph's lock when they have been read: what differs is shown as warnings, or refused with
 * `--locked`. Undefined if there is no lock.
 */
export async function lockComparison(
  file: string,
  program: Program,
  { locked, json }: { locked?: boolean; json?: boolean },
  display: ProgressDisplay,
  terminal: Terminal,
): Promise<RunOptions['onSources']> {
  const lock = await openGraphLock(file, program, terminal);
  if (!lock && locked) {
    throw new UserError(`${file} has no lock`, {
      exit: EXIT_CODES.wrongUsage,
      hint: `\`lagraph lock ${file}\` writes one`,
    });
  }
  if (!lock) return undefined;
  const { jsonDiagnostics, renderText } = await import('../../../diagnostics/index.js');
  return (read) => {
    lock.compare(read);
    const found = lock.found();
    if (found.length === 0) return;
    const diagnosticsOf = (list: readonly Diagnostic[]) => jsonDiagnostics(list, lock.sources);
    const print = (list: readonly Diagnostic[]) =>
      terminal.err.write(renderText(list, lock.sources, { colour: terminal.err.colours.isColorSupported }));
    if (!locked) {
      if (!json) print(found);
      else
        for (const one of found)
          display.show({ event: 'notice', message: one.message, diagnostics: diagnosticsOf([one]) });
      return;
    }
    const errors = found.map((one) => ({ ...one, severity: 'error' as const }));
    if (!json) print(errors);
    throw new UserError(`the data of ${file} are not those of its lock; nothing was trained`, {
      diagnostics: diagnosticsOf(errors),
    });
  };
}

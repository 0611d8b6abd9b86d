import { relative } from 'node:path';
import { escapeToOneLine } from '../../../diagnostics/index.js';
import { verifyStore, type StoreDamage, type StoreVerification } from '../../../runtime/index.js';
import { requireStoreDirectory } from '../../directory-options.js';
import { pluralize } from '../../pluralize.js';
import { rethrowAsUserError } from '../../run-lookup.js';
import type { Terminal } from '../../terminal.js';
import { EXIT_CODES } from '../../user-error.js';

export interface VerifyCommandOptions {
  repair?: boolean;
  store?: string;
  json?: boolean;
}

/** `lagraph store verify`; returns the exit code. */
export async function verify(options: VerifyCommandOptions, terminal: Terminal): Promise<number> {
  const { out, err, cwd } = terminal;
  const store = await requireStoreDirectory(options.store, terminal);
  const found = await verifyStore(store, { repair: options.repair ?? false }).catch(rethrowAsUserError);
  const left = found.damage.filter(({ movedTo }) => movedTo === null);
  if (options.json) out.line(JSON.stringify(found, null, 2));
  else {
    for (const one of found.damage) out.line(damageText(one, cwd));
    out.line(summary(found, left.length));
    if (found.setAside > 0)
      err.line(
        `${pluralize(found.setAside, 'broken entry', 'broken entries')} set aside before ${found.setAside === 1 ? 'lies' : 'lie'} in corrupt/: lagraph gc --corrupt removes them`,
      );
  }
  return left.length > 0 ? EXIT_CODES.wrongInput : EXIT_CODES.done;
}

function damageText({ path, problem, remedy, movedTo }: StoreDamage, cwd: string): string {
  const shown = (file: string) => relative(cwd, file) || '.';
  const done =
    movedTo === null ? remedy : `set aside in ${shown(movedTo)}; the next run that needs it makes it anew`;
  return `${escapeToOneLine(`${shown(path)}: ${problem}`)}\n  ${escapeToOneLine(done)}`;
}

function summary({ checked, damage }: StoreVerification, left: number): string {
  const { results, checkpoints, runs, files } = checked;
  const all = `${pluralize(results, 'result')}, ${pluralize(checkpoints, 'folder')} of checkpoints, ${pluralize(runs, 'record')} of runs with ${pluralize(files, 'file')}`;
  if (damage.length === 0) return `all is whole: ${all}`;
  const aside = damage.length - left;
  return `${damage.length} damaged${aside > 0 ? `, ${aside} set aside` : ''}; verified ${all}`;
}

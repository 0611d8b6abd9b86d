import { findRepositoryRoot } from '../../git/index.js';
import type { Terminal } from '../../terminal.js';
import { ownPatterns, withoutAttributeLines } from './attribute-lines.js';
import { changeAttributes } from './attributes-file.js';
import { OWN_SETTINGS } from './driver-settings.js';
import { gitConfiguration } from './git-configuration.js';
import { noRepositoryError } from './install.js';

/** Removes what `install` has set up, and says what was done. */
export async function uninstallDrivers(
  options: { global?: boolean },
  { cwd, out, err }: Terminal,
): Promise<void> {
  const isGlobal = options.global === true;
  const root = await findRepositoryRoot(cwd);
  if (root === null && !isGlobal) throw noRepositoryError();
  const configuration = gitConfiguration(root ?? cwd, isGlobal);
  const where = isGlobal ? 'your configuration of git' : "the repository's configuration";
  const removed: string[] = [];
  for (const { name, isOwn } of OWN_SETTINGS) {
    const value = await configuration.get(name);
    if (value === undefined) continue;
    if (isOwn(value)) {
      await configuration.remove(name);
      removed.push(name);
    } else err.line(`${err.colours.yellow('warning')}: ${name} is not as lagraph sets it, and stays`);
  }
  out.line(removed.length === 0 ? `${where}: nothing to remove` : `${where}: removed ${removed.join(', ')}`);
  if (root === null) return;
  const { before, after } = await changeAttributes(root, withoutAttributeLines);
  const patterns = ownPatterns(before);
  if (before === after) out.line('.gitattributes: nothing to remove');
  for (const pattern of patterns) out.line(`.gitattributes: removed ${pattern}`);
  if (after === '' && before !== '') out.line('.gitattributes had nothing else in it and is removed');
}

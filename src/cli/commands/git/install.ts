import { findRepositoryRoot } from '../../git/index.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import type { Terminal } from '../../terminal.js';
import { ownPatterns, withAttributeLines } from './attribute-lines.js';
import { changeAttributes } from './attributes-file.js';
import { driverSettings } from './driver-settings.js';
import { findCommands } from './find-command.js';
import { graphPatterns } from './find-graphs.js';
import { gitConfiguration } from './git-configuration.js';

export const noRepositoryError = (): UserError =>
  new UserError('there is no git repository here', {
    exit: EXIT_CODES.wrongUsage,
    hint: 'call it in a repository, or with --global for the settings of all repositories',
  });

/** Sets up git's drivers for graphs, and says what was done. */
export async function installDrivers(
  options: { global?: boolean; diff?: boolean },
  { cwd, env, out, err }: Terminal,
): Promise<void> {
  const isGlobal = options.global === true;
  const root = await findRepositoryRoot(cwd);
  if (root === null && !isGlobal) throw noRepositoryError();
  const { commands, found } = await findCommands(isGlobal ? null : root, cwd, env);
  const configuration = gitConfiguration(root ?? cwd, isGlobal);
  const where = isGlobal ? 'your configuration of git' : "the repository's configuration";
  const changed: string[] = [];
  for (const { name, value } of driverSettings(commands, options.diff === true)) {
    if ((await configuration.get(name)) === value) continue;
    await configuration.set(name, value);
    changed.push(name);
  }
  out.line(changed.length === 0 ? `${where} has it all already` : `${where}: ${changed.join(', ')}`);
  if (root === null) {
    out.line(
      '.gitattributes: none, outside of a repository. In each repository, run lagraph git install once',
    );
  } else {
    const patterns = await graphPatterns(root);
    const { before, after } = await changeAttributes(root, (text) => withAttributeLines(text, patterns));
    const added = ownPatterns(after).filter((pattern) => !ownPatterns(before).includes(pattern));
    if (added.length === 0) out.line('.gitattributes has it all already');
    for (const pattern of added) out.line(`.gitattributes: ${pattern} diff=lagraph merge=lagraph`);
    if (added.length > 0) out.line('Commit .gitattributes. Each clone needs lagraph git install once.');
  }
  if (!found) {
    err.line(
      `${err.colours.yellow('warning')}: git will not find lagraph, and merges graphs by lines until it does: install it in the project (npm install lagraph) or for all (npm install --global lagraph)`,
    );
  }
}

import { access, constants, realpath } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';

const PROJECT_COMMAND = 'node_modules/.bin/lagraph';

/** The commands by which git finds lagraph, in the order in which it tries them. */
export interface FoundCommands {
  commands: string[];
  /** Whether one of them works now. */
  found: boolean;
}

/**
 * In a project that has lagraph among its packages, that one goes first. The user's configuration knows the PATH alone: it
 * is for all repositories, and must not run what a foreign one brings along.
 *
 * @param root of the working tree; null without one, or for the user's configuration
 * @param cwd where lagraph was called, in a project of the working tree
 */
export async function findCommands(
  root: string | null,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<FoundCommands> {
  const onPath = await isOnPath('lagraph', env);
  if (root === null) return { commands: ['lagraph'], found: onPath };
  const inProject = await projectCommand(await realpath(root), await realpath(cwd));
  return {
    commands: [inProject ?? PROJECT_COMMAND, 'lagraph'],
    found: inProject !== undefined || onPath,
  };
}

/** The command of the innermost project around a folder, from the root of the working tree, where git calls drivers. */
async function projectCommand(root: string, folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const inside = relative(root, at);
    if (inside.startsWith('..') || isAbsolute(inside)) return undefined;
    if (await isExecutable(join(at, PROJECT_COMMAND))) {
      return [...inside.split(sep).filter((part) => part !== ''), PROJECT_COMMAND].join('/');
    }
    if (inside === '') return undefined;
  }
}

async function isOnPath(name: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const endings = process.platform === 'win32' ? ['', '.cmd', '.exe'] : [''];
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    for (const ending of endings) {
      // npx and npm run put folders of their own on the PATH, which git will not see.
      if (
        folder !== '' &&
        !/[\\/]node_modules[\\/]\.bin$/.test(folder) &&
        (await isExecutable(join(folder, name + ending)))
      )
        return true;
    }
  }
  return false;
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

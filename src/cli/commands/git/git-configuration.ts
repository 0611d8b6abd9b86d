import { gitOutput, runGit } from '../../git/index.js';

/** The configuration of a repository, or the user's own. */
export interface GitConfiguration {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  /** Also removes the heading that nothing stands below any more. */
  remove(name: string): Promise<void>;
}

export function gitConfiguration(cwd: string, isGlobal: boolean): GitConfiguration {
  const scope = isGlobal ? '--global' : '--local';
  return {
    async get(name) {
      const { exitCode, stdout } = await runGit(cwd, ['config', scope, '--get', name]);
      return exitCode === 0 ? stdout.toString('utf8').replace(/\n$/, '') : undefined;
    },
    async set(name, value) {
      await gitOutput(cwd, ['config', scope, '--replace-all', name, value], `${name} can't be set`);
    },
    async remove(name) {
      await gitOutput(cwd, ['config', scope, '--unset-all', name], `${name} can't be removed`);
      const section = name.slice(0, name.lastIndexOf('.'));
      const pattern = `^${section.replaceAll('.', '\\.')}\\.`;
      const left = await runGit(cwd, ['config', scope, '--get-regexp', pattern]);
      if (left.exitCode !== 0) await runGit(cwd, ['config', scope, '--remove-section', section]);
    },
  };
}

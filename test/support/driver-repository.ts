import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GIT_TEST_ENVIRONMENT } from './git-repository.js';
import { main } from './build-dist.js';
import { lagraph, type Finished } from './spawn-lagraph.js';

/** A repository in a folder of its own; git sees no configuration but that of a home that is made with it. */
export interface DriverRepository {
  root: string;
  home: string;
  /** Folder that is first on the PATH. */
  bin: string;
  git(...args: string[]): Promise<Finished>;
  /** As `git`, and throws if it fails. */
  ok(...args: string[]): Promise<string>;
  lagraph(...args: string[]): Promise<Finished>;
  lagraphIn(folder: string, ...args: string[]): Promise<Finished>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  commit(path: string, text: string, subject?: string): Promise<void>;
  /** Puts a command there that calls the built lagraph, or runs another script. */
  putCommand(path: string, script?: string): Promise<void>;
  remove(): Promise<void>;
}

const LAGRAPH_SCRIPT = `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`;

export async function createDriverRepository(): Promise<DriverRepository> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lagraph-repository-')));
  const [root, home, bin] = ['work', 'home', 'bin'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [root, home, bin]) await mkdir(each);
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: home,
    ...GIT_TEST_ENVIRONMENT,
    GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
    GIT_EDITOR: 'true',
    GIT_PAGER: 'cat',
    LC_ALL: 'C.UTF-8',
    PATH: `${bin}:/usr/bin:/bin`,
  };
  const git = (...args: string[]): Promise<Finished> =>
    new Promise((resolve) => {
      execFile('git', args, { cwd: root, env }, (error, out, err) => {
        resolve({ code: error ? ((error as { code?: number }).code ?? null) : 0, out, err });
      });
    });
  const repository: DriverRepository = {
    root,
    home,
    bin,
    git,
    async ok(...args) {
      const { code, out, err } = await git(...args);
      if (code !== 0) throw new Error(`git ${args.join(' ')} exits ${code}: ${out}${err}`);
      return out;
    },
    lagraph: (...args) => lagraph(args, { cwd: root, env }),
    lagraphIn: (folder, ...args) => lagraph(args, { cwd: join(root, folder), env }),
    read: (path) => readFile(join(root, path), 'utf8'),
    async write(path, text) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    },
    async commit(path, text, subject = 'change') {
      await repository.write(path, text);
      await repository.ok('add', '-A');
      await repository.ok('commit', '-qm', subject);
    },
    async putCommand(path, script = LAGRAPH_SCRIPT) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, script);
      await chmod(path, 0o755);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  await repository.ok('init', '-qb', 'main');
  return repository;
}

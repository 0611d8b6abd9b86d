import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  fileHistory,
  locateInRepository,
  readAtRevision,
  repositoryRoot,
  resolveRevision,
  runGit,
} from '../../../src/cli/git/index.js';
import { createGitRepository, type GitRepository } from '../../support/git-repository.js';

describe('a repository', () => {
  let repository: GitRepository;
  beforeEach(async () => {
    repository = await createGitRepository();
  });
  afterEach(() => repository.remove());

  it('gives a file at a revision, and null where it is not', async () => {
    const { root, commit } = repository;
    await commit('graphs/a.yaml', 'one\n', 'first');
    await commit('graphs/a.yaml', 'two\n', 'second');
    const file = await locateInRepository(join(root, 'graphs'), 'a.yaml');
    expect(file).toEqual({ root, path: 'graphs/a.yaml' });
    expect(await readAtRevision(file, 'HEAD')).toBe('two\n');
    expect(await readAtRevision(file, 'HEAD~1')).toBe('one\n');
    expect(await readAtRevision({ ...file, path: 'graphs/b.yaml' }, 'HEAD')).toBeNull();
    await expect(readAtRevision(file, 'nowhere')).rejects.toThrow('there is no revision nowhere');
    await expect(readAtRevision(file, '--output=x')).rejects.toThrow('there is no revision --output=x');
  });

  it('lists the commits of a file across a renaming, the newest first', async () => {
    const { root, commit, git } = repository;
    const text = Array.from({ length: 20 }, (_, i) => `line ${i}\n`).join('');
    await commit('old name.yaml', text, 'begin');
    await commit('else.txt', 'x', 'another file');
    git('mv', 'old name.yaml', 'ünï.yaml');
    git('commit', '-qm', 'rename');
    await commit('ünï.yaml', `${text}more\n`, 'go on\twith a tab');
    const history = await fileHistory(await locateInRepository(root, 'ünï.yaml'));
    expect(history.map(({ subject, path }) => [subject, path])).toEqual([
      ['go on\twith a tab', 'ünï.yaml'],
      ['rename', 'ünï.yaml'],
      ['begin', 'old name.yaml'],
    ]);
    expect(history[0]!.commit).toBe(await resolveRevision(root, 'HEAD'));
    expect(history[0]!.author).toBe('test');
    expect(await readAtRevision({ root, path: history[2]!.path }, history[2]!.commit)).toBe(text);
  });

  it('says what git says where there is no history', async () => {
    await expect(fileHistory({ root: repository.root, path: 'a.yaml' })).rejects.toThrow(
      "the history of a.yaml can't be read",
    );
  });
});

it('is none without git init', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-no-git-'));
  try {
    await expect(repositoryRoot(folder)).rejects.toThrow('is in no git repository');
    expect((await runGit(folder, ['rev-parse', 'HEAD'])).exitCode).toBe(128);
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../support/build-dist.js';
import { digitsGraph, writeDigits } from '../../support/digits-graph.js';
import {
  createGitRepository,
  GIT_TEST_ENVIRONMENT,
  type GitRepository,
} from '../../support/git-repository.js';
import { lagraph } from '../../support/spawn-lagraph.js';

/** What is committed, one after the other: a tiny rate learns nothing. */
const slow = digitsGraph.replace('{Adam: 0.01}', '{Adam: 0.000001}');
const HISTORY = [
  ['begin', digitsGraph],
  ['say what it is', digitsGraph.replace('seed: 3', 'description: reads digits\nseed: 3')],
  ['half a thought', digitsGraph.replace('Flatten', 'Flattn')],
  ['another rate', slow],
  ['more of the second phase', slow.replace('epochs: 2, batch_size', 'epochs: 3, batch_size')],
] as const;

let repository: GitRepository;
const commits: string[] = [];
const bisect = (...args: string[]) =>
  lagraph(['bisect', 'digits.yaml', ...args], { cwd: repository.root, env: GIT_TEST_ENVIRONMENT });

beforeAll(async () => {
  await build();
  repository = await createGitRepository();
  await writeDigits(repository.root);
  await repository.write('.gitignore', '.lagraph\n');
  for (const [subject, text] of HISTORY) commits.push(await repository.commit('digits.yaml', text, subject));
});
afterAll(() => repository.remove());

describe('lagraph bisect', () => {
  it('finds the commit that broke a figure and trains only what is needed, once', async () => {
    const first = await bisect('--expect', 'read.loss < 0.196', '--json');
    expect(first.err).toContain('skipped: ');
    const found = JSON.parse(first.out) as {
      firstBad: { commit: string; subject: string };
      lastGood: { commit: string };
      suspects: string[];
      tried: { subject: string; state: string; trained: string[] }[];
    };
    expect(first.code).toBe(0);
    expect(found.firstBad.subject).toBe('another rate');
    expect(found.lastGood.commit).toBe(commits[1]);
    expect(found.suspects).toEqual([commits[2]]);
    // Only the phase that has the figure, and that of each rate once.
    expect(found.tried.map(({ subject, state, trained }) => [subject, state, trained])).toEqual([
      ['more of the second phase', 'bad', ['read']],
      ['another rate', 'bad', []],
      ['say what it is', 'good', ['read']],
      ['half a thought', 'skip', []],
    ]);
    const again = await bisect('--expect', 'read.loss<0.196', '--good', commits[0]!.slice(0, 9));
    expect(again.err).not.toContain('trained');
    expect(again.out).toContain('is the first that misses read.loss < 0.196\n  another rate\n');
    expect(again.out).toContain(`lagraph diff ${commits[1]!.slice(0, 7)}`);
    expect(again.out).toContain(commits[2]!.slice(0, 7));
  });

  it('says when no version is to blame', async () => {
    const good = await bisect('--expect', 'read.loss >= 0');
    expect(good).toMatchObject({
      code: 1,
      out: expect.stringContaining('There is nothing to find') as string,
    });
    const bad = await bisect('--expect', 'read.loss > 100', '--bad', commits[1]!);
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(
      /^No version meets read\.loss > 100\. The oldest that can be run, .* \(begin\), has 0\./,
    );
  });

  it('tells wrong usage, with what is meant', async () => {
    expect(await bisect('--expect', 'read.los < 1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean read.loss?') as string,
    });
    expect(await bisect('--expect', 'loss < 1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('read.loss or again.loss') as string,
    });
    expect((await bisect('--expect', 'loss')).err).toContain('no comparison');
    expect((await bisect('--expect', 'read.loss < 1', '--bad', 'nowhere')).code).toBe(2);
    expect((await bisect('--expect', 'read.loss < 1', '--good', 'HEAD')).err).toContain(
      'is the same at HEAD',
    );
    expect((await bisect('--expect', 'read.loss < 1', '--bad', commits[2]!)).err).toContain('Flattn');
  });
});

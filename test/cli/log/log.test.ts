import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../support/build-dist.js';
import { digitsGraph, writeDigits } from '../../support/digits-graph.js';
import {
  createGitRepository,
  GIT_TEST_ENVIRONMENT,
  type GitRepository,
} from '../../support/git-repository.js';
import { lagraph } from '../../support/spawn-lagraph.js';

const evaluated = `${digitsGraph}evaluate:
  distance: {on: digits, measure: "mean_squared_error(label, reader(image))"}
`;
const faster = evaluated.replace('{Adam: 0.01}', '{Adam: 0.1}');

let repository: GitRepository;
const log = (...args: string[]) =>
  lagraph(['log', 'digits.yaml', ...args], { cwd: repository.root, env: GIT_TEST_ENVIRONMENT });
const run = () => lagraph(['run', 'digits.yaml'], { cwd: repository.root });

beforeAll(async () => {
  await build();
  repository = await createGitRepository();
  const { root, commit } = repository;
  await writeDigits(root);
  await repository.write('.gitignore', '.lagraph\n');
  await commit('digits.yaml', digitsGraph, 'begin');
  await commit('digits.yaml', evaluated, 'measure the distance');
  expect((await run()).code).toBe(0);
  await commit('digits.yaml', `# A comment.\n${evaluated}`, 'say something');
  await commit('digits.yaml', 'lagraph: 1\nname: [', 'half a thought');
  await commit('digits.yaml', faster, 'learn faster');
  expect((await run()).code).toBe(0);
});
afterAll(() => repository.remove());

describe('lagraph log', () => {
  it('tells what each commit changed, and what came of it', async () => {
    const { code, out, err } = await log();
    expect(err).toBe('');
    expect(code).toBe(0);
    const versions = out.trimEnd().split('\n\n');
    expect(
      versions.map((version) => version.split('\n')[0]!.replace(/^\w{7,} \d{4}-\d\d-\d\d /, '')),
    ).toEqual(['learn faster', 'half a thought', 'say something', 'measure the distance', 'begin']);
    expect(versions[0]).toMatch(/\n {2}compiles again\n {2}distance 0\.\d{4}$/);
    expect(versions[1]).toContain('error[');
    expect(versions[2]).toMatch(/\n {2}no difference in meaning$/);
    expect(versions[3]).toMatch(/\n.*distance[^]*\n {2}distance 0\.\d{4}$/);
    expect(versions[4]).toContain('the first version');
  });

  it('sets figures beside those of the version before', async () => {
    await repository.commit('digits.yaml', evaluated, 'slower again');
    const { out } = await log('-n', '1');
    expect(out).toMatch(/slower again\n[^]*Adam[^]*\n {2}distance 0\.\d{4} -> 0\.\d{4}\n$/);
    const json = JSON.parse((await log('--json', '-n', '2')).out) as {
      subject: string;
      figures: Record<string, { value: number; simulated: boolean; run: string }>;
    }[];
    expect(json.map(({ subject }) => subject)).toEqual(['slower again', 'learn faster']);
    expect(json[0]!.figures['distance']!.value).not.toBe(json[1]!.figures['distance']!.value);
  });

  it('says what is wrong with what it is asked', async () => {
    expect(await log('--from', 'nowhere')).toMatchObject({ code: 2 });
    expect((await log('HEAD')).err).toContain('log takes one graph');
    const other = await lagraph(['log', 'images.idx', '-n', '1'], { cwd: repository.root });
    expect(other.out).toContain('begin');
    const folder = await mkdtemp(join(tmpdir(), 'lagraph-no-git-'));
    try {
      expect((await lagraph(['log', 'g.yaml'], { cwd: folder })).err).toContain('in no git repository');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { createGitRepository, GIT_TEST_ENVIRONMENT, type GitRepository } from '../support/git-repository.js';
import { lagraph } from '../support/spawn-lagraph.js';
import { replace, SEED_GRAPH } from '../diff/edits.js';

const TURNED = replace(SEED_GRAPH, 'rotate: 30', 'rotate: 20');
const TURNED_DIFF = 'signs_moving: image.rotate 30 → 20';
const COMMENTED = `# The same.\n${SEED_GRAPH}`;

let repository: GitRepository;
let first: string;

const diff = (args: readonly string[], cwd = repository.root, input = '') =>
  lagraph(['diff', ...args], { cwd, input, env: GIT_TEST_ENVIRONMENT });

beforeAll(async () => {
  await build();
  repository = await createGitRepository();
  first = await repository.commit('graphs/signs.yaml', SEED_GRAPH, 'begin');
  await repository.commit('graphs/other.yaml', SEED_GRAPH, 'another');
  await repository.commit('graphs/signs.yaml', TURNED, 'turn less');
}, 180_000);
afterAll(() => repository.remove());

describe('lagraph diff', () => {
  it('compares two files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lagraph-diff-'));
    await writeFile(join(folder, 'a.yaml'), SEED_GRAPH);
    await writeFile(join(folder, 'b.yaml'), TURNED);
    await writeFile(join(folder, 'c.yaml'), COMMENTED);
    const other = await diff(['a.yaml', 'b.yaml'], folder);
    expect(other).toEqual({ code: 1, out: expect.stringContaining(`data\n  ~ ${TURNED_DIFF}\n`), err: '' });
    expect(other.out).toContain('to train: decode_signs (signs_moving: image.rotate), link');
    expect(other.out).toContain('kept: classify_mnist, classify_signs, denoise_mnist\n');
    expect(await diff(['a.yaml', 'c.yaml'], folder)).toEqual({
      code: 0,
      out: 'no difference in meaning\n',
      err: '',
    });
    const costless = await diff(['a.yaml', 'b.yaml', '--no-cost'], folder);
    expect(costless.out).toBe(`data\n  ~ ${TURNED_DIFF}\n`);
    const piped = await diff(['a.yaml', '-'], folder, TURNED);
    expect(piped.out).toBe(other.out);
    await rm(folder, { recursive: true });
  });

  it('compares with HEAD, with revisions, and all graphs that have changed', async () => {
    const { root, write, git } = repository;
    expect(await diff(['graphs/signs.yaml'])).toMatchObject({ code: 0, out: 'no difference in meaning\n' });
    expect(await diff([])).toMatchObject({ code: 0, out: 'no graph has changed\n' });
    for (const args of [
      [`${first}:graphs/signs.yaml`, 'HEAD:graphs/signs.yaml'],
      [`${first}:graphs/signs.yaml`],
      [first, 'HEAD'],
      ['HEAD~1'],
    ]) {
      const { code, out } = await diff(args);
      expect({ args, code }).toEqual({ args, code: 1 });
      expect(out).toContain(TURNED_DIFF);
    }
    const inFolder = await diff(['HEAD~1:./signs.yaml', 'signs.yaml'], join(root, 'graphs'));
    expect(inFolder.out).toContain(TURNED_DIFF);

    await write('graphs/signs.yaml', SEED_GRAPH);
    await write('graphs/other.yaml', COMMENTED);
    await write('graphs/new.yaml', SEED_GRAPH);
    await write('settings.yaml', 'a: 1\n');
    const all = await diff([], join(root, 'graphs'));
    expect(all.code).toBe(1);
    expect(all.out).toContain('signs.yaml\n  data\n    ~ signs_moving: image.rotate 20 → 30\n');
    expect(all.out).toContain('new.yaml: a new graph: 8 networks, 5 phases\n');
    expect(all.out).toContain('other.yaml: no difference in meaning\n');
    expect(all.out).not.toContain('settings');
    git('checkout', '--quiet', '.');
    git('clean', '--quiet', '--force');
  });

  it('prints JSON with places, and annotations for GitHub', async () => {
    const { out, code } = await diff(['HEAD~1:graphs/signs.yaml', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      same: false,
      graphs: [
        {
          file: 'graphs/signs.yaml',
          a: 'HEAD~1:graphs/signs.yaml',
          b: 'graphs/signs.yaml',
          same: false,
          entries: [
            {
              section: 'data',
              name: 'signs_moving',
              range: { file: 'graphs/signs.yaml', line: 38 },
              changes: [{ what: 'image.rotate', before: '30', after: '20' }],
            },
          ],
          cost: expect.arrayContaining([
            { phase: 'classify_mnist', from: 'classify_mnist', status: 'kept' },
            expect.objectContaining({ phase: 'decode_signs', status: 'train' }),
          ]),
        },
      ],
    });
    const annotated = await diff(['HEAD~1', '--format', 'github']);
    expect(annotated.out).toContain(
      '::notice file=graphs/signs.yaml,line=38,endLine=41,col=3,title=data%3A signs_moving::~ signs_moving: image.rotate 30 → 20\n',
    );
    expect(annotated.out).toContain('title=what this trains::to train: decode_signs');
  });

  it('applies profiles and changes to both, and finds that a change of one alone means nothing then', async () => {
    const { out } = await diff(['HEAD~1:graphs/signs.yaml', 'data.signs_moving.augment.image.rotate=5']);
    expect(out).toBe('no difference in meaning\n');
    const unknown = await diff(['graphs/signs.yaml', '--profile', 'slow']);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('slow');
  });

  it.each([
    [['a', 'b', 'c'], 'diff compares two graphs, not 3'],
    [['nowhere'], 'nowhere is no file, no revision and no run'],
    [['nowhere:graphs/signs.yaml', 'graphs/signs.yaml'], 'there is no revision nowhere'],
    [['HEAD:graphs/none.yaml', 'graphs/signs.yaml'], 'HEAD has no file graphs/none.yaml'],
    [['HEAD', 'graphs/signs.yaml'], 'HEAD is a revision, and the other is a graph'],
    [['latest', 'graphs/signs.yaml'], 'There are no runs in'],
    [['latest'], 'say what latest is compared with'],
    [['graphs/signs.yaml', '--format', 'github', '--json'], '--json and --format github exclude each other'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, out, err } = await diff(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('says what is wrong with git, a path or a graph', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lagraph-diff-'));
    await writeFile(join(folder, 'a.yaml'), SEED_GRAPH);
    const outside = await diff(['a.yaml'], folder);
    expect(outside.code).toBe(2);
    expect(outside.err).toContain('is in no git repository');
    const relative = await diff(['HEAD:signs.yaml', 'signs.yaml'], join(repository.root, 'graphs'));
    expect(relative.err).toContain('write HEAD:graphs/signs.yaml, or HEAD:./signs.yaml');
    await writeFile(join(folder, 'b.yaml'), replace(SEED_GRAPH, '- Flatten', '- Flaten'));
    const broken = await diff(['a.yaml', 'b.yaml'], folder);
    expect(broken.code).toBe(2);
    expect(broken.err).toContain('there is no layer `Flaten`');
    expect(broken.err).toContain('b.yaml has 1 error; nothing was compared');
    const missing = await lagraph(['diff', 'a.yaml'], { cwd: folder, env: { PATH: folder } });
    expect(missing.err).toContain('git is not installed');
    const empty = await createGitRepository();
    await empty.write('a.yaml', SEED_GRAPH);
    expect((await diff(['a.yaml'], empty.root)).err).toContain('nothing has been committed yet');
    await empty.remove();
    await rm(folder, { recursive: true });
  });

  it('writes to a file', async () => {
    const { code, out } = await diff(['HEAD~1', '--output', 'out.txt']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    const { out: printed } = await diff(['HEAD~1']);
    expect(await readFile(join(repository.root, 'out.txt'), 'utf8')).toBe(printed);
    await rm(join(repository.root, 'out.txt'));
    await diff(['HEAD~1', '--format', 'html', '--output', 'out.html']);
    const page = await readFile(join(repository.root, 'out.html'), 'utf8');
    expect(page).toContain('<figcaption>HEAD~1:graphs/signs.yaml</figcaption>');
    expect(page).toContain(TURNED_DIFF);
    await rm(join(repository.root, 'out.html'));
  });
});

describe('beside what differs in graphs', () => {
  const profiled = (epochs: number) => SEED_GRAPH.replace('link_epochs: 8\n', `link_epochs: ${epochs}\n`);
  const lock = (digit: string, count: number) =>
    `lock: 1\ndata:\n  mnist:\n    source: mnist\n    examples:\n      train: ${count}\n    content: sha256:${digit.repeat(64)}\n`;

  it('lagraph diff tells of profiles, of other data, and of a graph that is wrong without hiding the others', async () => {
    const own = await createGitRepository();
    try {
      const run = (...args: string[]) =>
        lagraph(['diff', ...args], { cwd: own.root, env: GIT_TEST_ENVIRONMENT });
      await own.commit('g.yaml', SEED_GRAPH, 'begin');
      await own.commit('g.lock.yaml', lock('a', 60000), 'lock');
      await own.commit('other.yaml', SEED_GRAPH, 'another');

      await own.write('g.yaml', profiled(10));
      expect(await run()).toMatchObject({
        code: 1,
        out: expect.stringMatching(
          /^profiles\n {2}~ quick\n[^]*link: epochs 8 → 10[^]*goes on: link from epoch 8, up to 10\n/,
        ) as string,
      });
      expect((await run('g.yaml', '--profile', 'quick')).out).toMatch(/^params\n {2}~ link_epochs {2}8 → 10/);

      await own.write('g.yaml', SEED_GRAPH);
      await own.write('g.lock.yaml', lock('b', 50000));
      expect(await run()).toMatchObject({
        code: 1,
        out: expect.stringMatching(
          /^other data\n {2}~ mnist: train 60,000 → 50,000 examples, content /,
        ) as string,
      });
      expect((await run('HEAD:g.yaml')).out).toContain('other data');

      await own.write('g.yaml', profiled(10).replace('Dense:', 'Dens:'));
      await own.write('other.yaml', TURNED);
      const both = await run();
      expect(both.code).toBe(2);
      expect(both.out).toContain(TURNED_DIFF);
      expect(both.err).toContain('there is no layer `Dens`');
      expect(both.err).toMatch(/error: g\.yaml has 1 error; nothing was compared\n$/);
      const json = JSON.parse((await run('--json')).out) as { graphs: unknown[]; broken: { file: string }[] };
      expect(json.graphs.length).toBe(1);
      expect(json.broken.map(({ file }) => file)).toEqual(['g.yaml']);
      expect((await run('--format', 'github')).out).toMatch(
        /::error file=g\.yaml[^]*::notice file=other\.yaml/,
      );
    } finally {
      await own.remove();
    }
  });
});

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build } from '../../support/build-dist.js';
import { createDriverRepository, type DriverRepository } from '../../support/driver-repository.js';
import { DIGITS_GRAPH } from '../../merge/digits-graph.js';
import { edited, type Edit } from '../../merge/support.js';

beforeAll(build, 180_000);

const GRAPH = 'graphs/digits.yaml';
let repository: DriverRepository;

beforeEach(async () => {
  repository = await createDriverRepository();
});
afterEach(() => repository.remove());

const graph = (...edits: Edit[]) => edited(DIGITS_GRAPH, ...edits);

/** main and a branch `side` that have gone different ways from one commit; main is checked out. */
async function diverge(ours: string, theirs: string): Promise<void> {
  await repository.commit(GRAPH, DIGITS_GRAPH, 'begin');
  await repository.ok('checkout', '-qb', 'side');
  await repository.commit(GRAPH, theirs, 'theirs');
  await repository.ok('checkout', '-q', 'main');
  await repository.commit(GRAPH, ours, 'ours');
}

const install = async (...options: string[]) => {
  const { code, out, err } = await repository.lagraph('git', 'install', ...options);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
};

const RENAMED = DIGITS_GRAPH.replace(/\bencoder\b/g, 'digit_encoder');
const NEW_USE = graph([
  '\nevaluate:',
  `  tune:
    train: [encoder/latent, decoder]
    after: draw
    on: mnist
    loss: binary_crossentropy(image, copier(image))
    optimizer: {Adam: 0.0001}

evaluate:`,
]);
const WIDER = graph(['width: 64', 'width: 128']);
const NARROWER = graph(['width: 64', 'width: 32']);

describe('with the driver installed', () => {
  beforeEach(async () => {
    await repository.putCommand(join(repository.bin, 'lagraph'));
    await repository.write(GRAPH, DIGITS_GRAPH);
    await install();
  });

  it('git merge renames what the other side uses anew', async () => {
    await diverge(RENAMED, NEW_USE);
    await repository.ok('merge', '-q', '-m', 'both', 'side');
    const merged = await repository.read(GRAPH);
    expect(merged).toContain('train: [digit_encoder/latent, decoder]');
    expect(merged).not.toMatch(/[ [(]encoder\b/);
    expect((await repository.lagraph('check', GRAPH)).code).toBe(0);
  });

  it('git merge stops at a conflict, with markers and words', async () => {
    await diverge(WIDER, NARROWER);
    const { code, err } = await repository.git('merge', 'side');
    expect(code).toBe(1);
    expect(err).toContain('conflict: params.width: ours 128, theirs 32; it was 64');
    expect(await repository.read(GRAPH)).toContain(
      '<<<<<<< ours: params.width\n  width: 128\n||||||| base\n  width: 64\n=======\n  width: 32\n>>>>>>> theirs\n',
    );
    expect(await repository.ok('status', '--short')).toContain(`UU ${GRAPH}`);
  });

  it('git rebase and git cherry-pick merge by structure', async () => {
    await diverge(RENAMED, NEW_USE);
    await repository.ok('checkout', '-q', 'side');
    await repository.ok('rebase', '-q', 'main');
    const rebased = await repository.read(GRAPH);
    expect(rebased).toContain('train: [digit_encoder/latent, decoder]');
    await repository.ok('checkout', '-q', 'main');
    await repository.ok('checkout', '-qb', 'picked', 'HEAD~1');
    await repository.commit(GRAPH, graph(['seed: 7', 'seed: 8']), 'seed');
    await repository.ok('cherry-pick', 'main');
    expect(await repository.read(GRAPH)).toBe(RENAMED.replace('seed: 7', 'seed: 8'));
  });

  it('git stash pop merges by structure', async () => {
    await repository.commit(GRAPH, DIGITS_GRAPH, 'begin');
    await repository.write(GRAPH, NEW_USE);
    await repository.ok('stash', '-q');
    await repository.commit(GRAPH, RENAMED, 'rename');
    await repository.ok('stash', 'pop', '-q');
    expect(await repository.read(GRAPH)).toContain('train: [digit_encoder/latent, decoder]');
  });

  it('git diff and git log -p name what a hunk is in', async () => {
    await repository.commit(GRAPH, DIGITS_GRAPH, 'begin');
    await repository.commit(GRAPH, graph(['Dense: 48', 'Dense: 50']), 'wider');
    await repository.write(GRAPH, graph(['Dense: 48', 'Dense: 50'], ['epochs: 2}', 'epochs: 3}']));
    expect(await repository.ok('diff')).toMatch(/^@@ .* @@ {3}draw:$/m);
    expect(await repository.ok('log', '-p', '-1')).toMatch(/^@@ .* @@ {3}encoder:$/m);
    expect(await repository.ok('show', '--ext-diff')).toMatch(/^@@ .* @@ {3}encoder:$/m);
  });

  it('files that are no graphs are merged by lines', async () => {
    const lines = (...changes: [number, string][]) =>
      Array.from(
        { length: 20 },
        (_, at) => `${changes.find(([place]) => place === at)?.[1] ?? `line ${at}`}\n`,
      ).join('');
    await repository.commit('graphs/notes.yaml', lines(), 'begin');
    await repository.ok('checkout', '-qb', 'side');
    await repository.commit('graphs/notes.yaml', lines([15, 'theirs']), 'theirs');
    await repository.ok('checkout', '-q', 'main');
    await repository.commit('graphs/notes.yaml', lines([2, 'ours']), 'ours');
    const { code, err } = await repository.git('merge', '-m', 'both', 'side');
    expect(code).toBe(0);
    expect(err).toContain('graphs/notes.yaml: merged by lines, since');
    expect(await repository.read('graphs/notes.yaml')).toBe(lines([2, 'ours'], [15, 'theirs']));
  });
});

describe('with the diff driver', () => {
  const DEEPER = graph(['Dense: 48', 'Dense: 50']);

  beforeEach(async () => {
    await repository.putCommand(join(repository.bin, 'lagraph'));
    await repository.write(GRAPH, DIGITS_GRAPH);
    await install('--diff');
    await repository.commit(GRAPH, DIGITS_GRAPH, 'begin');
  });

  it('git diff, log -p and show tell what changes mean', async () => {
    await repository.commit(GRAPH, DEEPER, 'wider');
    await repository.write(GRAPH, edited(DEEPER, ['epochs: 2}', 'epochs: 3}']));
    const changed = await repository.ok('diff');
    expect(changed).toContain(`${GRAPH}\n  plan\n`);
    expect(changed).toContain('epochs 2 → 3');
    for (const command of [['show'], ['log', '-p', '-1']]) {
      const shown = await repository.ok(...command, '--ext-diff');
      expect(shown).toContain('Dense 48 → 50');
      expect(shown).not.toContain('@@');
    }
    expect(await repository.ok('show')).toMatch(/^@@ .* @@ {3}encoder:$/m);
    await repository.write(GRAPH, edited(DEEPER, ['# the meeting place', '# where they meet']));
    expect(await repository.ok('diff')).toBe(`${GRAPH}: no difference in meaning\n`);
  });

  it('graphs that are new, gone or renamed', async () => {
    await repository.write('graphs/second.yaml', DIGITS_GRAPH);
    await repository.ok('rm', '-q', GRAPH);
    await repository.ok('add', '-A');
    const apart = await repository.ok('diff', '--cached', '--no-renames');
    expect(apart).toContain('graphs/digits.yaml: the graph is gone: 3 networks, 2 phases\n');
    expect(apart).toContain('graphs/second.yaml: a new graph: 3 networks, 2 phases\n');
    await repository.write('graphs/second.yaml', DEEPER);
    await repository.ok('add', '-A');
    const moved = await repository.ok('diff', '--cached', '-M');
    expect(moved).toContain('rename from graphs/digits.yaml\nrename to graphs/second.yaml\n');
    expect(moved).toContain('Dense 48 → 50');
  });

  it('what is no graph, or is wrong, is compared by lines', async () => {
    await repository.commit('graphs/notes.yaml', 'a: 1\nb: 2\n', 'notes');
    await repository.write('graphs/notes.yaml', 'a: 1\nb: 3\n');
    await repository.write(GRAPH, graph(['Dense: 48', 'Dence: 48']));
    await repository.write('graphs/broken.yaml', 'a: [\n');
    await repository.ok('add', '-N', 'graphs/broken.yaml');
    const out = await repository.ok('diff');
    expect(out).toContain(
      'diff --git a/graphs/notes.yaml b/graphs/notes.yaml\n--- a/graphs/notes.yaml\n+++ b/graphs/notes.yaml\n@@',
    );
    expect(out).toContain('-b: 2\n+b: 3\n');
    expect(out).toContain('-      - Dense: 48\n+      - Dence: 48\n');
    expect(out).toContain('--- /dev/null\n+++ b/graphs/broken.yaml\n');
  });

  it('an unmerged graph, and a lagraph that is missing', async () => {
    await repository.ok('checkout', '-qb', 'side');
    await repository.commit(GRAPH, NARROWER, 'theirs');
    await repository.ok('checkout', '-q', 'main');
    await repository.commit(GRAPH, WIDER, 'ours');
    await repository.git('merge', 'side');
    expect(await repository.ok('diff')).toContain('width: 128');
    await repository.ok('reset', '-q', '--hard');
    await rm(join(repository.bin, 'lagraph'));
    await repository.write(GRAPH, NARROWER);
    expect(await repository.ok('diff')).toContain('-  width: 128\n+  width: 32\n');
  });

  it('says how git calls it', async () => {
    const { code, err } = await repository.lagraph('diff', '--driver', 'a', 'b');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('7 arguments or 9') as string });
  });
});

describe('where lagraph does not work', () => {
  const lost = () => diverge(WIDER, NARROWER);
  const expectMarkers = async () => {
    expect((await repository.git('merge', 'side')).code).toBe(1);
    const text = await repository.read(GRAPH);
    expect(text).toMatch(/^<<<<<<< /m);
    expect(text).toContain('width: 128');
    expect(text).toContain('width: 32');
  };

  beforeEach(async () => {
    await repository.putCommand(join(repository.bin, 'lagraph'));
    await repository.write(GRAPH, DIGITS_GRAPH);
    await install();
  });

  it('a missing command merges by lines, and loses nothing', async () => {
    await rm(join(repository.bin, 'lagraph'));
    await lost();
    await expectMarkers();
  });

  it.each([
    ['is broken, with exit code 1', 'exit 1'],
    ['is too old to merge', 'echo "unknown command merge" >&2; exit 2'],
    ['is killed', 'kill -9 $$'],
  ])('a command that %s merges by lines', async (_, script) => {
    await repository.putCommand(join(repository.bin, 'lagraph'), `#!/bin/sh\n${script}\n`);
    await lost();
    await expectMarkers();
  });

  it('clean changes are merged by lines as well', async () => {
    await rm(join(repository.bin, 'lagraph'));
    await diverge(WIDER, graph(['epochs: 2}', 'epochs: 3}']));
    await repository.ok('merge', '-q', '-m', 'both', 'side');
    expect(await repository.read(GRAPH)).toBe(
      graph(['width: 64', 'width: 128'], ['epochs: 2}', 'epochs: 3}']),
    );
  });
});

describe('lagraph git install', () => {
  it('is idempotent, and uninstall leaves what was there', async () => {
    await repository.putCommand(join(repository.bin, 'lagraph'));
    const own = '*.png binary\n';
    await repository.write('.gitattributes', own);
    await repository.write(GRAPH, DIGITS_GRAPH);
    await repository.write('more/a graph.yaml', DIGITS_GRAPH);
    await repository.write('more/settings.yaml', 'a: 1\n');
    await repository.write('top.yml', DIGITS_GRAPH);
    const before = await repository.read('.git/config');
    const out = await install('--diff');
    expect(out).toContain('.gitattributes: graphs/*.yaml diff=lagraph merge=lagraph');
    const attributes = await repository.read('.gitattributes');
    expect(attributes).toBe(
      `${own}# Graphs are merged and compared by what they mean (lagraph git install)\n` +
        'graphs/*.yaml diff=lagraph merge=lagraph\n' +
        '"more/a graph.yaml" diff=lagraph merge=lagraph\n' +
        '/top.yml diff=lagraph merge=lagraph\n',
    );
    const merge = (path: string) => repository.ok('check-attr', 'merge', '--', path);
    expect(await merge('more/a graph.yaml')).toContain('merge: lagraph');
    expect(await merge('top.yml')).toContain('merge: lagraph');
    expect(await merge('more/settings.yaml')).toContain('merge: unspecified');
    expect(await install('--diff')).toBe(
      "the repository's configuration has it all already\n.gitattributes has it all already\n",
    );
    expect((await repository.lagraph('git', 'uninstall')).code).toBe(0);
    expect(await repository.read('.gitattributes')).toBe(own);
    expect(await repository.read('.git/config')).toBe(before);
    expect((await repository.lagraph('git', 'uninstall')).out).toContain('nothing to remove');
  });

  it('leaves settings that someone has made themselves', async () => {
    await repository.putCommand(join(repository.bin, 'lagraph'));
    await install();
    await repository.ok('config', 'merge.lagraph.driver', 'my-merge %O %A %B');
    const { code, err } = await repository.lagraph('git', 'uninstall');
    expect(code).toBe(0);
    expect(err).toContain('merge.lagraph.driver is not as lagraph sets it, and stays');
    expect(await repository.ok('config', 'merge.lagraph.driver')).toBe('my-merge %O %A %B\n');
  });

  it('after uninstall git merges by lines', async () => {
    await repository.putCommand(join(repository.bin, 'lagraph'));
    await repository.write(GRAPH, DIGITS_GRAPH);
    await install('--diff');
    await repository.lagraph('git', 'uninstall');
    await diverge(RENAMED, NEW_USE);
    await repository.ok('merge', '-q', '-m', 'both', 'side');
    expect(await repository.read(GRAPH)).toContain('train: [encoder/latent, decoder]');
    expect(await repository.ok('diff', 'HEAD~1')).toContain('+  tune:');
  });

  it('finds the lagraph of a project in the repository', async () => {
    await repository.putCommand(join(repository.root, 'ml/node_modules/.bin/lagraph'));
    await repository.write('.gitignore', 'node_modules\n');
    await repository.write(GRAPH, DIGITS_GRAPH);
    const { code } = await repository.lagraphIn('ml', 'git', 'install');
    expect(code).toBe(0);
    expect(await repository.ok('config', 'merge.lagraph.driver')).toContain('"ml/node_modules/.bin/lagraph"');
    await diverge(RENAMED, NEW_USE);
    await repository.ok('merge', '-q', '-m', 'both', 'side');
    expect(await repository.read(GRAPH)).toContain('train: [digit_encoder/latent, decoder]');
  });

  it('--global is for all repositories, and runs nothing that a repository brings along', async () => {
    await repository.putCommand(join(repository.bin, 'lagraph'));
    await repository.putCommand(join(repository.root, 'node_modules/.bin/lagraph'), '#!/bin/sh\nexit 0\n');
    await repository.write(GRAPH, DIGITS_GRAPH);
    const out = await install('--global');
    expect(out).toContain('your configuration of git: merge.lagraph.name');
    expect(await repository.ok('config', '--global', 'merge.lagraph.driver')).not.toContain('node_modules');
    expect((await repository.git('config', '--local', 'merge.lagraph.driver')).code).toBe(1);
    await repository.lagraph('git', 'uninstall', '--global');
    expect((await repository.git('config', '--global', 'merge.lagraph.driver')).code).toBe(1);
  });

  it('says so where there is no repository, and where git will not find lagraph', async () => {
    await rm(join(repository.root, '.git'), { recursive: true });
    const { code, err } = await repository.lagraph('git', 'install');
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('there is no git repository here') as string,
    });
    await repository.ok('init', '-q');
    expect((await repository.lagraph('git', 'install')).err).toContain('git will not find lagraph');
  });
});

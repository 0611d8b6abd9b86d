/** Words of one's own on the command line: trust, runs in child processes, exports, revisions. */
import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { build, root } from '../support/build-dist.js';
import { GIT_TEST_ENVIRONMENT } from '../support/git-repository.js';
import { events, lagraph } from '../support/spawn-lagraph.js';

let folder = '';
let config = '';
const at = (...args: string[]) => lagraph(args, { cwd: folder, env: { XDG_CONFIG_HOME: config } });

beforeAll(build);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-words-test-'));
  config = join(folder, 'config');
  await cp(join(root, 'examples/words'), folder, { recursive: true });
  return () => rm(folder, { recursive: true, force: true });
});

it('nothing of a module runs before it is trusted, and a changed one is trusted anew', async () => {
  const proof = join(folder, 'proof');
  await appendFile(
    join(folder, 'my-words.mjs'),
    `\nimport { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(proof)}, '');\n`,
  );
  const refused = await at('check', 'spirals.yaml');
  expect(refused.code).toBe(1);
  expect(refused.out).toContain('error[untrusted-words]');
  expect(refused.out).toContain('lagraph trust my-words.mjs');
  expect((await at('run', 'spirals.yaml')).code).toBe(1);
  expect((await at('fmt', '--check', 'spirals.yaml')).code).toBe(0);
  await expect(stat(proof)).rejects.toThrow();

  const asked = await at('trust', 'my-words.mjs');
  expect(asked).toMatchObject({ code: 2, err: expect.stringContaining('no terminal to ask at') as string });
  expect((await at('check', 'spirals.yaml')).code).toBe(1);
  const trusted = await at('trust', '--yes', 'spirals.yaml');
  expect(trusted.out).toMatch(/sha256 [0-9a-f]{64}, \d+ lines\ntrusted my-words\.mjs\n$/);
  expect((await at('check', 'spirals.yaml')).code).toBe(0);
  await expect(stat(proof)).resolves.toBeDefined();
  const listed = JSON.parse((await at('trust', '--list', '--json')).out) as {
    file: string;
    sha256: string;
  }[];
  expect(listed).toMatchObject([{ file: join(folder, 'my-words.mjs') }]);
  expect((await stat(join(config, 'lagraph/trusted-words', `${listed[0]!.sha256}.json`))).mode & 0o777).toBe(
    0o600,
  );

  await appendFile(join(folder, 'my-words.mjs'), '// changed\n');
  expect((await at('check', 'spirals.yaml')).code).toBe(1);
  expect((await at('trust', '-y', 'my-words.mjs')).out).toContain('It has changed since it was trusted.');
  expect((await at('trust', '--remove', 'my-words.mjs')).out).toContain('2 versions');
  expect((await at('check', 'spirals.yaml')).code).toBe(1);
  expect((await at('trust', '--remove', 'my-words.mjs')).code).not.toBe(0);
}, 30_000);

it('a graph of own words alone trains, is taken from the store, and is exported or refused by name', async () => {
  await at('trust', '-y', 'spirals.yaml');
  const run = await at('run', 'spirals.yaml', '--json');
  expect(run.err).toBe('');
  const evaluations = events(run.out).filter(({ event }) => event === 'evaluate');
  expect(evaluations).toMatchObject([{ name: 'accuracy', ok: true }]);
  // No name that a user sees has the hash.
  const shown = [run, await at('plan', 'spirals.yaml'), await at('render', 'spirals.yaml')];
  expect(shown.map(({ out }) => /@[0-9a-f]{12}/.exec(out)?.[0])).toEqual([undefined, undefined, undefined]);
  expect((await at('plan', 'spirals.yaml')).out).toContain('cached');

  // The run holds the module: what becomes of the file does not matter to it.
  await rm(join(folder, 'my-words.mjs'));
  const onnx = await at('export', 'latest', 'which_arm', '--as', 'onnx', '-o', 'x.onnx');
  expect(onnx).toMatchObject({ code: 0 });
  const tfjs = await at('export', 'latest', 'which_arm', '--as', 'tfjs');
  expect(tfjs.err).toContain('tfjs has no SoftGate (soft_gate)');
  // And does not run for somebody who has not trusted it.
  await rm(config, { recursive: true });
  const other = await at('export', 'latest', 'which_arm', '--as', 'onnx', '-o', 'y.onnx');
  expect(other.code).not.toBe(0);
  expect(other.err).toContain('the words my-words.mjs are code that you have not trusted');
}, 60_000);

it('a changed module is told of by diff and plan, in the words that people know', async () => {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, env: { ...process.env, ...GIT_TEST_ENVIRONMENT } });
  await writeFile(join(folder, '.gitignore'), 'config\n.lagraph\n');
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'a');
  await at('trust', '-y', 'spirals.yaml');
  await at('run', 'spirals.yaml', 'plan.train.on.epochs=1');
  const module = join(folder, 'my-words.mjs');
  await writeFile(module, (await readFile(module, 'utf8')).replace('tf.tanh(', 'tf.sigmoid('));
  await at('trust', '-y', 'spirals.yaml');
  const { out, err } = await at('diff', 'HEAD');
  expect(err).toBe('');
  expect(out).toMatch(/words my-words\.mjs [0-9a-f]{12} → [0-9a-f]{12}/);
  expect(out).toContain('train');
  expect(out).not.toContain('@');
  expect((await at('plan', 'spirals.yaml', 'plan.train.on.epochs=1')).out).toMatch(
    /train: words my-words\.mjs: [0-9a-f]{12} → [0-9a-f]{12}\n/,
  );
}, 60_000);

it.each([
  ['call: () => 3', '`call` of `SoftGate` (my-words.mjs) made 3: it makes a tensor'],
  [
    'call: (x, a, w, { tf }) => tf.sum(x[0])',
    '`call` of `SoftGate` (my-words.mjs) made [], with the batch first; outputShape says [32, 32]',
  ],
  ['call: () => { throw new Error("not today") }', '`call` of `SoftGate` (my-words.mjs) threw: not today'],
])(
  'a layer with %s fails with a message of its own',
  async (rule, message) => {
    const module = join(folder, 'my-words.mjs');
    const text = await readFile(module, 'utf8');
    await writeFile(module, text.replace(/ {2}call\(inputs, \{ strength[\s\S]*?\n {2}\},/, `  ${rule},`));
    await at('trust', '-y', 'my-words.mjs');
    const { err, code } = await at('run', 'spirals.yaml');
    expect(code).not.toBe(0);
    expect(err).toContain(message);
    expect(err).not.toContain('at Object');
  },
  30_000,
);

it('says in which line a module is no JavaScript', async () => {
  await writeFile(join(folder, 'my-words.mjs'), '\nexport const = 3;\n');
  await at('trust', '-y', 'my-words.mjs');
  expect((await at('check', 'spirals.yaml')).out).toContain("can't be used: it is no JavaScript in line 2: ");
});

it('`new word` writes a module that works', async () => {
  await rm(join(folder, 'my-words.mjs'));
  expect((await at('new', 'word', 'my-words.mjs')).out).toBe(
    'wrote my-words.mjs\nName it in a graph, `words: [./my-words.mjs]`, and let it run: lagraph trust my-words.mjs\n',
  );
  expect((await at('new', 'word', 'my-words.mjs')).err).toContain('is there already');
  await at('trust', '-y', 'my-words.mjs');
  expect((await at('check', 'spirals.yaml')).code).toBe(0);
});

it('schema has the words of a graph that are trusted, with their arguments', async () => {
  const refused = await at('schema', 'spirals.yaml');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('untrusted-words');
  await at('trust', '--yes', 'spirals.yaml');
  const { code, out } = await at('schema', 'spirals.yaml');
  expect(code).toBe(0);
  const { $defs } = JSON.parse(out) as { $defs: Record<string, unknown> };
  expect($defs.arguments_of_own_layer_SoftGate).toMatchObject({ title: 'SoftGate' });
  expect($defs).toHaveProperty('arguments_of_Conv2D');
}, 30_000);

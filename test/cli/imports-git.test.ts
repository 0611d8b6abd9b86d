/** Commands that compare versions of graphs follow them into their parts. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { digitsGraph, writeDigits } from '../support/digits-graph.js';
import { createGitRepository, type GitRepository } from '../support/git-repository.js';
import { lagraph, type Finished } from '../support/spawn-lagraph.js';

const GRAPH = `lagraph: 1
name: copies
imports:
  d: {from: parts/digits.yaml, with: {epochs: 1}}
networks:
  decoder:
    input: d.encoder
    layers:
      - Dense: 36
      - Reshape: [6, 6, 1]
models:
  copier: d.encoder -> decoder
plan:
  draw:
    train: decoder
    on: {data: d.digits, epochs: 2, batch_size: 16}
    loss: mean_squared_error(image, copier(image))
    optimizer: {Adam: 0.01}
`;

let repository: GitRepository;
let folder = '';
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });

beforeAll(async () => {
  await build();
  repository = await createGitRepository();
  folder = repository.root;
  await mkdir(join(folder, 'parts'));
  await writeDigits(join(folder, 'parts'));
  await repository.commit('g.yaml', GRAPH, 'First');
  await writeFile(
    join(folder, 'parts/digits.yaml'),
    digitsGraph.replace('{Dense: 4}]}\n  head', '{Dense: 5}]}\n  head'),
  );
}, 240_000);

afterAll(() => repository.remove());

it('diff tells what has changed in a part, also of the graphs that import it', async () => {
  const all = await at('diff');
  expect(all.code).toBe(1);
  expect(all.out).toContain('parts/digits.yaml\n  networks\n    ~ encoder');
  expect(all.out).toContain(
    '    ~ d.encoder  148 → 185 parameters, output [4] → [5]   in parts/digits.yaml\n',
  );
  expect(all.out).toContain('    ~ decoder  180 → 216 parameters, input [4] → [5]\n');
  expect(all.out).toMatch(/to train: d\.read .*, draw/);
  const one = await at('diff', 'g.yaml', '--json');
  expect(JSON.parse(one.out)).toMatchObject({ same: false, graphs: [{ file: 'g.yaml', same: false }] });
  expect((await at('diff', 'HEAD:g.yaml', 'g.yaml')).out).toContain('~ d.encoder');
  expect((await lagraph(['diff', 'HEAD:g.yaml', 'g.yaml'], { cwd: join(folder, 'parts') })).code).toBe(2);
  expect((await lagraph(['diff', '../g.yaml'], { cwd: join(folder, 'parts') })).out).toContain(
    'in ../parts/digits.yaml',
  );
  expect((await at('diff', 'HEAD', 'HEAD')).out).toBe('no graph has changed\n');
  const github = await at('diff', '--format', 'github');
  expect(github.out).toMatch(/^::notice file=parts\/digits\.yaml,line=\d+.*networks%3A d\.encoder/m);
});

it('diff tells of profiles that differ in a part', async () => {
  const before = await readFile(join(folder, 'parts/digits.yaml'), 'utf8');
  await writeFile(
    join(folder, 'parts/digits.yaml'),
    digitsGraph.replace('data:\n', 'profiles:\n  long: {plan.again.on.epochs: 9}\ndata:\n'),
  );
  expect((await at('diff', 'g.yaml')).out).toContain('+ long');
  await writeFile(join(folder, 'parts/digits.yaml'), before);
});

it('log has the commits that changed a part alone', async () => {
  repository.git('commit', '--quiet', '--all', '--message', 'A wider encoder');
  await rename(join(folder, 'parts/digits.yaml'), join(folder, 'parts/numbers.yaml'));
  await repository.commit(
    'g.yaml',
    GRAPH.replace('digits.yaml', 'numbers.yaml'),
    'The part has another name',
  );
  await repository.commit('other.txt', 'x', 'Something else');
  const { out, err } = await at('log', 'g.yaml');
  expect(err).toBe('');
  const said = out
    .split('\n\n')
    .map((one) => one.split('\n').map((line) => line.replace(/^[0-9a-f]{7,} [\d-]+ /, '').trim()));
  expect(said.map(([subject]) => subject)).toEqual(['The part has another name', 'A wider encoder', 'First']);
  expect(said[0]![1]).toMatch(/no difference/);
  expect(said[1]!.join(' ')).toContain('d.encoder');
});

it('fmt and lock are of a graph with its parts', async () => {
  expect(await at('fmt', '--check', 'g.yaml')).toMatchObject({ code: 0, err: '' });
  const locked = await at('lock', 'g.yaml');
  expect({ code: locked.code, err: locked.err }).toEqual({ code: 0, err: '' });
  expect(await readFile(join(folder, 'g.lock.yaml'), 'utf8')).toContain('d.digits:');
  expect((await at('check', 'g.yaml')).out).toBe('ok g.yaml: 3 networks, 2 models, 3 phases\n');
});

it('merge compiles with the parts, and does not blame the graph for them', async () => {
  const write = async (name: string, text: string) => writeFile(join(folder, name), text);
  const graph = await readFile(join(folder, 'g.yaml'), 'utf8');
  await write('base.yaml', graph);
  await write('ours.yaml', graph.replace('Adam: 0.01', 'Adam: 0.02'));
  await write('theirs.yaml', graph.replace('epochs: 2', 'epochs: 3'));
  const merged = await at('merge', 'base.yaml', 'ours.yaml', 'theirs.yaml');
  expect(merged).toMatchObject({ code: 0, err: '' });
  expect(merged.out).toBe(graph.replace('Adam: 0.01', 'Adam: 0.02').replace('epochs: 2', 'epochs: 3'));
  // Theirs uses what its own version of the part has, which is not merged yet.
  await write('theirs.yaml', graph.replace('d.encoder -> decoder', 'd.body -> decoder'));
  expect(await at('merge', 'base.yaml', 'ours.yaml', 'theirs.yaml')).toMatchObject({ code: 0 });
  // What only both together do wrong is a conflict as before.
  await write(
    'ours.yaml',
    graph
      .replace('input: d.encoder', 'input: [7]')
      .replace('copier: d.encoder -> decoder', 'copier: decoder'),
  );
  await write(
    'theirs.yaml',
    graph.replace('copier(image))', 'copier(image)) + 0 * mean(decoder(d.encoder(image)))'),
  );
  expect((await at('merge', 'base.yaml', 'ours.yaml', 'theirs.yaml')).code).toBe(1);
});

/** Control characters in a graph, in a file's name or in the arguments never reach the terminal. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;
// eslint-disable-next-line no-control-regex
const COLOURS = /\u001b\[\d{1,2}m/g;

/** A window title, red, an 8-bit CSI, a change of direction, NUL. */
const NASTY = 'x\\e]0;owned\\a\\e[31m\\u009b2J\\u202ey\\0';

const good = `lagraph: 1
name: "${NASTY}"
description: "${NASTY}"
data: {mnist: {source: mnist}}
networks: {m: {input: [28, 28, 1], layers: [Flatten, {Dense: {units: 10, activation: softmax}}]}}
plan:
  t: {train: m, on: {data: mnist, epochs: 1}, loss: 'categorical_crossentropy(label, m(image))', optimizer: {SGD: 0.1}}
`;

/** In a key, a name, a word, an expression, a choice, a reference and a text. */
const bad = `lagraph: 1
params: {"${NASTY}": 1}
"${NASTY}": 2
data: {mnist: {source: "${NASTY}"}, "${NASTY}": {source: mnist}, e: {source: "\${${NASTY}}"}}
networks:
  m: {input: [28, 28, 1], layers: [{Dense: {units: "${NASTY}", "${NASTY}": 1}}, "${NASTY}"]}
models: {o: "m -> ${NASTY}"}
plan:
  t: {train: "${NASTY}", on: {data: "${NASTY}"}, loss: "f(${NASTY})", keep: "${NASTY}"}
`;

let folder = '';

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-control-'));
  await writeFile(join(folder, 'good.yaml'), good);
  await writeFile(join(folder, 'bad.yaml'), bad);
  await writeFile(join(folder, 'broken\u001b[31m.yaml'), `a: [\u001b[31m\u0007`);
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['check', 'bad.yaml'],
  ['check', 'bad.yaml', '--format', 'github'],
  ['check', 'broken\u001b[31m.yaml'],
  ['render', 'good.yaml', '--as', 'dot'],
  ['run', 'good.yaml', '--only', '\u001b[31m\u009b'],
  ['\u001b]0;owned\u0007'],
  ['apply', '\u001b[31m', 'm', 'x.png'],
])('lagraph %s %s %s %s', async (...args) => {
  const { out, err } = await lagraph(args, { cwd: folder, env: { FORCE_COLOR: '1' } });
  for (const text of [out, err]) expect(text.replace(COLOURS, '')).not.toMatch(FORBIDDEN);
});

it('the resolved graph still says the same', async () => {
  const { out } = await lagraph(['render', 'good.yaml', '--as', 'yaml'], { cwd: folder });
  expect(out).not.toMatch(FORBIDDEN);
  expect((parse(out) as { name: string }).name).toBe((parse(good) as { name: string }).name);
});

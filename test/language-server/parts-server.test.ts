/** The server follows what changes in parts, open or not. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { digitsGraph } from '../support/digits-graph.js';
import { startLanguageClient, type LanguageClient } from '../support/language-client.js';

const GRAPH = `lagraph: 1
imports: {d: parts/digits.yaml}
evaluate: {read: {on: d.digits, measure: "accuracy(label, d.reader(image))"}}
`;

let folder = '';
let client: LanguageClient;

beforeAll(async () => {
  await build();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'lagraph-parts-')));
  await mkdir(join(folder, 'parts'));
  await writeFile(join(folder, 'parts/digits.yaml'), digitsGraph);
  await writeFile(join(folder, 'g.yaml'), GRAPH);
  client = await startLanguageClient({ cwd: folder });
}, 240_000);

afterAll(async () => {
  await client.end();
  await rm(folder, { recursive: true, force: true });
});

it('tells of errors in the document of the part, and checks open graphs anew', async () => {
  const [graph, part] = ['g.yaml', 'parts/digits.yaml'].map((file) => pathToFileURL(join(folder, file)).href);
  client.open(graph!, GRAPH);
  expect((await client.diagnostics(graph!)).diagnostics).toEqual([]);

  client.open(part!, digitsGraph);
  expect((await client.diagnostics(part!)).diagnostics).toEqual([]);
  await client.diagnostics(graph!);

  client.change(part!, digitsGraph.replace('reader: encoder -> head', 'reader: encoder -> haed'));
  // Of itself, of the graph that imports it, and of the part by that graph: the same once.
  const codes = ({ diagnostics }: { diagnostics: readonly { code?: unknown }[] }) =>
    diagnostics.map(({ code }) => code);
  expect(codes(await client.diagnostics(part!))).toEqual(['unknown-name']);
  expect(codes(await client.diagnostics(graph!))).toEqual(['unknown-name']);
  expect(codes(await client.diagnostics(part!))).toEqual(['unknown-name']);

  // Closed without being saved: the file is as it was.
  client.close(part!);
  expect((await client.diagnostics(graph!)).diagnostics).toEqual([]);
  expect(client.errors()).toBe('');
});

/** The question whether to fetch an engine, as who sits at a terminal is asked it. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { offerEngine } from '../../src/cli/commands/run/offer-engine.js';
import type { OutputStream } from '../../src/cli/terminal.js';
import { compile } from '../../src/index.js';
import { serveFile } from '../support/file-server.js';

const graph = (epochs: number) => `lagraph: 1
name: offered
data: {mnist: {source: mnist}}
networks:
  reader:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: {units: 512, activation: relu}}, {Dense: {units: 10, activation: softmax}}]
plan:
  read:
    train: reader
    on: {data: mnist, epochs: ${epochs}, batch_size: 64}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {SGD: 0.1}
`;
const long = compile(graph(500));

let cache = '';
const before = process.env.XDG_CACHE_HOME;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'lagraph-offer-'));
  process.env.XDG_CACHE_HOME = cache;
});
afterEach(async () => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
  await rm(cache, { recursive: true, force: true });
});

/** A terminal at which this is answered. */
function sitting(answer: string, more: Record<string, string> = {}) {
  const asked: string[] = [];
  const said: string[] = [];
  const err = { isInteractive: true, line: (text = '') => void said.push(text) } as OutputStream;
  const ask = (question: string) => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  return { asked, said, terminal: { ask, err, env: { XDG_CACHE_HOME: cache, ...more } } };
}

const { signal } = new AbortController();

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('who sits at a terminal', () => {
  it('is asked once, with size, licences and checksum, and nothing is fetched after a no', async () => {
    const { asked, said, terminal } = sitting('n');
    await offerEngine(long, {}, terminal, signal);
    expect(asked).toHaveLength(1);
    expect(said.join('\n')).toMatch(/27 MB; oneDNN, Apache-2\.0; libgomp, GPL 3 .*SHA-256 [0-9a-f]{64}/);
    expect(said.at(-1)).toBe('`lagraph engines add onednn` fetches it later.');
    expect(await readdir(join(cache, 'lagraph'))).toEqual(['onednn-offer.json']);
    await offerEngine(long, {}, terminal, signal);
    expect(asked).toHaveLength(1);
  });

  it('goes on without it where it does not come after a yes', async () => {
    await using server = await serveFile(() => Buffer.from('no jar'));
    const { asked, said, terminal } = sitting('y', { LAGRAPH_MAVEN_REPOSITORY: server.url });
    await offerEngine(long, {}, terminal, signal);
    expect(asked).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
    expect(said.at(-1)).toMatch(/^onednn was not added: The jar with oneDNN could not be downloaded/);
  });

  it('is not asked in CI, for another engine, for JSON, before a short training, or where one is named', async () => {
    const { asked, terminal } = sitting('y');
    const { ask: _, ...nobody } = terminal;
    const withEnv = (more: Record<string, string>) => ({ ...terminal, env: { ...terminal.env, ...more } });
    await offerEngine(long, {}, nobody, signal);
    await offerEngine(long, {}, withEnv({ CI: 'true' }), signal);
    await offerEngine(long, {}, withEnv({ LAGRAPH_ONEDNN: 'none' }), signal);
    await offerEngine(long, { engine: 'tfjs' }, terminal, signal);
    await offerEngine(long, { json: true }, terminal, signal);
    await offerEngine(long, { offline: true }, terminal, signal);
    await offerEngine(compile(graph(1)), {}, terminal, signal);
    expect(asked).toEqual([]);
  });
});

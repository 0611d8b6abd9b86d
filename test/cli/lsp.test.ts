import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentHighlight,
  DocumentSymbol,
  Hover,
  Location,
  Position,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { build, root } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';
import { startLanguageClient, type LanguageClient } from '../support/language-client.js';

beforeAll(build, 180_000);

const seed = readFileSync(join(root, 'bench/pipeline/signs-to-mnist.yaml'), 'utf8');
const URI = 'file:///graphs/signs-to-mnist.yaml';

/** The position of a part of the seed graph, some characters into it. */
function positionOf(part: string, into = 1, text = seed): Position {
  const offset = text.indexOf(part) + into;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

let client: LanguageClient;
beforeAll(async () => {
  client = await startLanguageClient();
  client.open(URI, seed);
});
afterAll(async () => {
  expect(await client.end()).toBe(0);
  expect(client.errors()).toBe('');
});

describe('every request over standard input and output', () => {
  it('initialize', () => {
    expect(client.initialized.serverInfo?.name).toBe('lagraph');
    expect(client.initialized.capabilities).toMatchObject({
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      renameProvider: { prepareProvider: true },
      codeLensProvider: {},
    });
  });

  it('textDocument/publishDiagnostics', async () => {
    expect((await client.diagnostics(URI)).diagnostics).toEqual([]);
  });

  it('textDocument/completion', async () => {
    const uri = 'file:///completion.yaml';
    const broken = seed.replace('    train: linker\n', '    train: \n    metrics: {far: "mse(\n');
    client.open(uri, broken);
    const items = await client.request<CompletionItem[]>('textDocument/completion', uri, {
      position: positionOf('    train: \n', '    train: '.length, broken),
    });
    expect(items.map(({ label }) => label)).toContain('linker');
    client.close(uri);
  });

  it('textDocument/hover', async () => {
    const hover = await client.request<Hover>('textDocument/hover', URI, { position: positionOf('linker:') });
    expect(hover.contents).toMatchObject({ value: expect.stringContaining('70,048 parameters') as string });
  });

  it('textDocument/definition, references and documentHighlight', async () => {
    const position = positionOf('-> linker ->', 4);
    const [definition] = await client.request<Location[]>('textDocument/definition', URI, { position });
    expect(definition!.range.start).toEqual(positionOf('linker:', 0));
    const references = await client.request<Location[]>('textDocument/references', URI, {
      position,
      context: { includeDeclaration: true },
    });
    expect(references).toHaveLength(4);
    const highlights = await client.request<DocumentHighlight[]>('textDocument/documentHighlight', URI, {
      position,
    });
    expect(highlights).toHaveLength(4);
  });

  it('textDocument/prepareRename and rename', async () => {
    const position = positionOf('linker:');
    expect(await client.request('textDocument/prepareRename', URI, { position })).toMatchObject({
      placeholder: 'linker',
    });
    const edit = await client.request<WorkspaceEdit>('textDocument/rename', URI, {
      position,
      newName: 'joiner',
    });
    // Four places, and `was`.
    expect(edit.changes![URI]).toHaveLength(5);
    await expect(
      client.request('textDocument/rename', URI, { position, newName: 'signs_head' }),
    ).rejects.toThrow('`signs_head` can not be its name');
  });

  it('textDocument/documentSymbol', async () => {
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', URI);
    expect(symbols.map(({ name }) => name)).toContain('networks');
  });

  it('textDocument/codeLens', async () => {
    const lenses = await client.request<CodeLens[]>('textDocument/codeLens', URI);
    expect(lenses.map(({ command }) => command!.title)).toContain('70,048 parameters, trained by link');
  });

  it('textDocument/formatting', async () => {
    const uri = 'file:///formatting.yaml';
    client.open(uri, seed.replace('  mnist: {source: mnist}', '  mnist:   { source: mnist }'));
    const edits = await client.request<TextEdit[]>('textDocument/formatting', uri, {
      options: { tabSize: 2, insertSpaces: true },
    });
    // Only the line that is not in its form.
    const { line } = positionOf('  mnist: {source');
    expect(edits).toEqual([
      {
        range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } },
        newText: '  mnist: {source: mnist}\n',
      },
    ]);
    client.close(uri);
    expect(
      await client.request('textDocument/formatting', URI, { options: { tabSize: 2, insertSpaces: true } }),
    ).toEqual([]);
  });

  it('textDocument/codeAction, after a change of a part', async () => {
    const uri = 'file:///action.yaml';
    client.open(uri, seed);
    expect((await client.diagnostics(uri)).diagnostics).toEqual([]);
    const start = positionOf('-> linker ->', 3);
    const range = { start, end: { ...start, character: start.character + 'linker'.length } };
    client.change(uri, 'linkr', range);
    const { diagnostics } = await client.diagnostics(uri);
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-name']);
    const [action] = await client.request<CodeAction[]>('textDocument/codeAction', uri, {
      range: diagnostics[0]!.range,
      context: { diagnostics },
    });
    expect(action!.edit!.changes![uri]).toEqual([expect.objectContaining({ newText: 'linker' })]);
    client.close(uri);
    expect((await client.diagnostics(uri)).diagnostics).toEqual([]);
  });

  it('nothing of other YAML files, of closed ones, and of requests that it does not know', async () => {
    const uri = 'file:///docker-compose.yaml';
    client.open(uri, 'services:\n  web: {image: [}\n');
    expect((await client.diagnostics(uri)).diagnostics).toEqual([]);
    expect(
      await client.request('textDocument/hover', 'file:///closed.yaml', {
        position: { line: 0, character: 0 },
      }),
    ).toBeNull();
    await expect(client.request('textDocument/semanticTokens/full', URI)).rejects.toThrow('Unhandled method');
  });

  it('says only the last of many quick changes, and has an answer meanwhile', async () => {
    const uri = 'file:///typing.yaml';
    client.open(uri, seed);
    await client.diagnostics(uri);
    for (const part of ['l', 'li', 'lin', 'link', 'linke'])
      client.change(uri, seed.replace('-> linker', `-> ${part}`));
    client.change(uri, seed);
    const hover = await client.request<Hover>('textDocument/hover', uri, { position: positionOf('linker:') });
    expect(hover).not.toBeNull();
    let last = await client.diagnostics(uri);
    while (last.version !== 7) last = await client.diagnostics(uri);
    expect(last.diagnostics).toEqual([]);
  });
});

describe('code lenses of a file', () => {
  it('say what would be trained, as the store is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lagraph-lsp-'));
    const file = join(folder, 'graph.yaml');
    const graph = `lagraph: 1
data:
  hands: {source: hands, train: 12, test: 6}
networks:
  reader:
    input: [64, 64, 3]
    layers:
      - Flatten
      - Dense: {units: 6, activation: softmax}
plan:
  read:
    train: reader
    on: hands
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {SGD: 0.1}
`;
    await writeFile(file, graph);
    const editor = await startLanguageClient({ cwd: folder });
    const uri = pathToFileURL(file).href;
    editor.open(uri, graph);
    await editor.lensesRefreshed;
    const lenses = await editor.request<CodeLens[]>('textDocument/codeLens', uri);
    expect(lenses.map(({ command }) => command!.title)).toEqual([
      '73,734 parameters, trained by read',
      'to train',
      'trains 73,734 parameters on hands.train',
    ]);
    expect(await editor.end()).toBe(0);
    await rm(folder, { recursive: true });
  });
});

describe('the end of lagraph lsp', () => {
  it('comes with the end of the input', async () => {
    const { code, out } = await lagraph(['lsp', '--stdio'], { input: '' });
    expect([code, out]).toEqual([0, '']);
  });

  it('has help with an example for an editor', async () => {
    const { out, code } = await lagraph(['lsp', '--help']);
    expect(code).toBe(0);
    expect(out).toContain("cmd = {'lagraph', 'lsp'}");
  });
});

/** Answers across the files of a graph and its parts. */
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem, Location, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import {
  analyse,
  codeActionsOf,
  completionsAt,
  definitionAt,
  diagnosticsOf,
  diagnosticsOfParts,
  hoverAt,
  openGraphs,
  prepareRenameAt,
  referencesAt,
  renameAt,
  type OpenGraphs,
} from '../../src/language-server/index.js';
import { check } from '../../src/index.js';

const PART = `lagraph: 1
params:
  latent: {default: 8, min: 1}
  epochs: 2
data:
  mnist: {source: mnist}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: "\${latent}", name: code}]}
  head: {input: encoder, layers: [{Dense: {units: 10, activation: softmax}}]}
models:
  reader: encoder -> head
plan:
  read:
    train: reader
    on: {data: mnist, epochs: "\${epochs}"}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.001}
`;
const GRAPH = `lagraph: 1
imports:
  digits: {from: parts/digits.yaml, with: {latent: 4}}
profiles:
  quick: {digits.epochs: 1, plan.digits.read.on.epochs: 1}
networks:
  decoder: {input: digits.encoder, layers: [{Dense: 784}, {Reshape: [28, 28, 1]}]}
models:
  copier: digits.encoder -> decoder
plan:
  draw:
    train: decoder
    freeze: digits.encoder/code
    on: digits.mnist
    validate: digits.mnist.test
    loss: mean_squared_error(image, decoder(digits.encoder(image)))
    optimizer: {Adam: 0.001}
evaluate:
  read: {on: digits.mnist.test, measure: "accuracy(label, digits.reader(copier(image)))"}
`;
const OTHER = `lagraph: 1
imports: {d: parts/digits.yaml}
evaluate: {read: {on: d.mnist.test, measure: "accuracy(label, d.head(d.encoder(image)))"}}
`;
const FILES: Record<string, string> = {
  '/w/parts/digits.yaml': PART,
  '/w/g.yaml': GRAPH,
  '/w/other.yaml': OTHER,
};

interface Editor {
  graphs: OpenGraphs;
  /** Opens a document, or changes one that is open. */
  write(file: string, text: string): void;
}

function editor(open: readonly string[], files = FILES): Editor {
  const documents = new Map<string, TextDocument>();
  let version = 0;
  const write = (file: string, text: string) =>
    void documents.set(`file://${file}`, TextDocument.create(`file://${file}`, 'yaml', (version += 1), text));
  for (const file of open) write(file, files[file]!);
  const graphs = openGraphs(
    { get: (uri) => documents.get(uri), all: () => [...documents.values()] },
    {
      readPart: (file) => (Object.hasOwn(files, file) ? { text: files[file]! } : { problem: 'no such file' }),
      listFolder: (folder) => [
        ...Object.keys(files).flatMap((file) =>
          file.slice(0, file.lastIndexOf('/')) === folder
            ? [{ name: file.slice(folder.length + 1), isFolder: false }]
            : [],
        ),
        ...(folder === '/w' ? [{ name: 'parts', isFolder: true }] : []),
      ],
    },
  );
  graphs.setFiles(Object.keys(files));
  return { graphs, write };
}

/** The cursor at `¦` of a file with a replacement; everything else as it is. */
function at(file: string, from: string, marked: string, open = ['/w/g.yaml', '/w/parts/digits.yaml']) {
  const { graphs, write } = editor(open);
  const before = FILES[file]!;
  if (!before.includes(from)) throw new Error(`there is no ${from}`);
  const text = before.replace(from, () => marked);
  const offset = text.indexOf('¦');
  write(file, text.replace('¦', ''));
  const analysis = graphs.current(`file://${file}`)!;
  return { graphs, analysis, position: analysis.position(offset) };
}

const shown = (locations: readonly Location[]): string[] =>
  locations.map(({ uri, range }) => {
    const file = uri.slice('file://'.length);
    const line = FILES[file]!.split('\n')[range.start.line]!;
    return `${file} ${line.slice(range.start.character, range.end.character)} in ${line.trim().slice(0, 30)}`;
  });

describe('definition', () => {
  const definition = (...where: Parameters<typeof at>) => {
    const { analysis, position, graphs } = at(...where);
    return shown(definitionAt(analysis, position, graphs));
  };

  it.each([
    ['input: digits.encoder', 'input: digits.enc¦oder', 'encoder in encoder: {input'],
    ['decoder(digits.encoder', 'decoder(digits.¦encoder', 'encoder in encoder: {input'],
    ['copier: digits.encoder ->', 'copier: digits.encoder¦ ->', 'encoder in encoder: {input'],
    ['digits.encoder/code', 'digits.encoder/co¦de', 'code in encoder: {input'],
    ['on: digits.mnist\n', 'on: digits.mn¦ist\n', 'mnist in mnist: {source'],
    ['digits.mnist.test', 'digits.mn¦ist.test', 'mnist in mnist: {source'],
    ['{latent: 4}', '{lat¦ent: 4}', 'latent in latent: {default'],
    ['{digits.epochs', '{digits.ep¦ochs', 'epochs in epochs: 2'],
    ['plan.digits.read', 'plan.digits.re¦ad', 'read in read:'],
    ['digits.reader', 'digits.rea¦der', 'reader in reader: encoder'],
  ])('of %s', (from, marked, line) => {
    const [found] = definition('/w/g.yaml', from, marked);
    expect(found).toMatch(new RegExp(`^/w/parts/digits.yaml ${line.replace(/[{]/g, '\\{')}`));
  });

  it('of a path is its file, of a namespace its import', () => {
    expect(definition('/w/g.yaml', 'parts/digits', 'parts/dig¦its')[0]).toMatch(
      /^\/w\/parts\/digits\.yaml {2}in/,
    );
    expect(definition('/w/g.yaml', 'input: digits.encoder', 'input: dig¦its.encoder')[0]).toMatch(
      /^\/w\/g\.yaml digits in digits: \{from/,
    );
  });

  it('is the same where the part is not open', () => {
    expect(definition('/w/g.yaml', 'digits.reader', 'digits.rea¦der', ['/w/g.yaml'])).toHaveLength(1);
  });
});

describe('references', () => {
  it('are those of all graphs of the workspace, from each of them', () => {
    const of = (...where: Parameters<typeof at>) => {
      const { analysis, position, graphs } = at(...where);
      return shown(referencesAt(analysis, position, true, graphs)).sort();
    };
    const all = of('/w/parts/digits.yaml', 'encoder: {input', 'enc¦oder: {input');
    expect(all.map((one) => one.split(' in ')[0])).toEqual([
      ...Array.from({ length: 4 }, () => '/w/g.yaml encoder'),
      '/w/other.yaml encoder',
      ...Array.from({ length: 3 }, () => '/w/parts/digits.yaml encoder'),
    ]);
    expect(of('/w/g.yaml', 'input: digits.encoder', 'input: digits.enc¦oder')).toEqual(all);
    expect(of('/w/g.yaml', 'digits: {from', 'dig¦its: {from')).toHaveLength(11);
  });
});

describe('rename', () => {
  const rename = (newName: string, ...where: Parameters<typeof at>) => {
    const { analysis, position, graphs } = at(...where);
    const answer = renameAt(analysis, position, newName, graphs);
    if (!answer || 'problem' in answer) return answer?.problem ?? 'nothing is named here';
    const texts = { ...FILES };
    for (const [uri, edits] of Object.entries((answer as WorkspaceEdit).changes!)) {
      const file = uri.slice('file://'.length);
      texts[file] = TextDocument.applyEdits(
        TextDocument.create(uri, 'yaml', 0, texts[file]!),
        edits as TextEdit[],
      );
    }
    return texts;
  };

  it('changes the part and what imports it, and nothing is trained again', () => {
    const texts = rename(
      'body',
      '/w/g.yaml',
      'input: digits.encoder',
      'input: digits.enc¦oder',
    ) as typeof FILES;
    expect(texts['/w/parts/digits.yaml']).toContain('body: {input');
    expect(texts['/w/parts/digits.yaml']).toContain('was: encoder');
    expect(texts['/w/parts/digits.yaml']).toContain('reader: body -> head');
    expect(texts['/w/g.yaml']).toBe(GRAPH.replaceAll('digits.encoder', 'digits.body'));
    expect(texts['/w/other.yaml']).toBe(OTHER.replace('d.encoder', 'd.body'));
    const hashes = (files: typeof FILES) =>
      ['/w/g.yaml', '/w/other.yaml'].map((file) =>
        check(files[file]!, { file, readPart: (part) => ({ text: files[part]! }) }).program!.phases.map(
          ({ fingerprint }) => fingerprint.weights,
        ),
      );
    expect(hashes(texts)).toEqual(hashes(FILES));
  });

  it('of a namespace, with what it was', () => {
    const texts = rename(
      'numbers',
      '/w/g.yaml',
      'input: digits.encoder',
      'input: dig¦its.encoder',
    ) as typeof FILES;
    expect(texts['/w/g.yaml']).toContain(
      'numbers: {from: parts/digits.yaml, with: {latent: 4}, was: digits}',
    );
    expect(texts['/w/g.yaml']).toContain('quick: {numbers.epochs: 1, plan.numbers.read.on.epochs: 1}');
    expect(texts['/w/g.yaml']).not.toMatch(/digits\.(?!yaml)/);
    const short = rename('e', '/w/other.yaml', 'd: parts', 'd¦: parts', ['/w/other.yaml']) as typeof FILES;
    expect(short['/w/other.yaml']).toContain('imports: {e: {from: parts/digits.yaml, was: d}}');
  });

  it('is refused where a graph would mean something else', () => {
    expect(rename('head', '/w/g.yaml', 'input: digits.encoder', 'input: digits.enc¦oder')).toContain(
      '`head` can not be its name',
    );
    expect(rename('decoder', '/w/g.yaml', 'digits: {from', 'dig¦its: {from')).toContain(
      'can not be its name',
    );
    const { analysis, position, graphs } = at('/w/g.yaml', 'digits.reader', 'digits.rea¦der');
    expect(prepareRenameAt(analysis, position, graphs)).toMatchObject({ placeholder: 'reader' });
  });
});

describe('completion', () => {
  const labels = (...where: Parameters<typeof at>): string[] => {
    const { analysis, position } = at(...where);
    return completionsAt(analysis, position).map(({ label }: CompletionItem) => label);
  };

  it('knows what parts have', () => {
    expect(labels('/w/g.yaml', 'input: digits.encoder', 'input: digits.¦')).toEqual(
      expect.arrayContaining(['digits.encoder', 'digits.head', 'digits.reader', 'decoder']),
    );
    expect(labels('/w/g.yaml', 'validate: digits.mnist.test', 'validate: ¦')).toEqual(
      expect.arrayContaining(['digits.mnist', 'digits.mnist.test']),
    );
    expect(labels('/w/g.yaml', 'freeze: digits.encoder/code', 'freeze: digits.encoder/¦')).toContain(
      'digits.encoder/code',
    );
    expect(labels('/w/g.yaml', 'image, decoder(digits.encoder(image))', 'image, ¦')).toEqual(
      expect.arrayContaining(['image', 'digits.encoder']),
    );
    expect(labels('/w/g.yaml', '{digits.epochs: 1, ', '{¦')).toEqual(
      expect.arrayContaining(['digits.epochs', 'digits.latent', 'plan.digits.read.on.batch_size']),
    );
    expect(labels('/w/g.yaml', '{latent: 4}', '{latent: 4, ¦}')).toEqual(['epochs']);
    expect(labels('/w/g.yaml', '{latent: 4}', '{latent: "${¦}"}')).not.toContain('digits.latent');
  });

  it('knows the files that can be imported', () => {
    expect(labels('/w/g.yaml', '{from: parts/digits.yaml, with: {latent: 4}}', '¦')).toEqual(
      expect.arrayContaining(['other.yaml', 'parts/']),
    );
    expect(labels('/w/g.yaml', 'from: parts/digits.yaml', 'from: parts/¦')).toEqual(['parts/digits.yaml']);
  });
});

it('hover tells of what parts have', () => {
  const { analysis, position } = at('/w/g.yaml', 'input: digits.encoder', 'input: digits.enc¦oder');
  const hover = JSON.stringify(hoverAt(analysis, position));
  expect(hover).toContain('**digits.encoder** (network [28, 28, 1] → [4])');
  expect(hover).toContain('trained by `digits.read`');
});

it('each part is read once, and one in which nothing can be read is a part all the same', () => {
  const parts: Record<string, string> = {
    '/w/a.yaml': 'lagraph: 1\nimports: {shared: parts/shared.yaml}\n',
    '/w/b.yaml': 'lagraph: 1\nimports: {shared: parts/shared.yaml, empty: parts/empty.yaml}\n',
    '/w/parts/shared.yaml': 'lagraph: 1\nimports: {back: ../a.yaml}\nparams: {latent: 8}\n',
    '/w/parts/empty.yaml': '',
  };
  const read: string[] = [];
  const document = TextDocument.create(
    'file:///w/g.yaml',
    'yaml',
    1,
    'lagraph: 1\nimports: {a: a.yaml, b: b.yaml, gone: gone.yaml}\n',
  );
  const analysis = analyse(document, '/w/g.yaml', {
    readPart: (file) => {
      read.push(file);
      const text = parts[file];
      return text === undefined ? { problem: 'there is no such file' } : { text };
    },
    listFolder: () => [],
  });
  expect(analysis.imported().map(({ namespace, file }) => [namespace, file])).toEqual([
    ['a', '/w/a.yaml'],
    ['a.shared', '/w/parts/shared.yaml'],
    ['b', '/w/b.yaml'],
    ['b.shared', '/w/parts/shared.yaml'],
    ['b.shared.back', '/w/a.yaml'],
    ['b.empty', '/w/parts/empty.yaml'],
  ]);
  expect([...analysis.outline().params.keys()]).toEqual(['a.shared.latent', 'b.shared.latent']);
  expect([...read].sort()).toEqual([...Object.keys(parts), '/w/gone.yaml'].sort());
});

describe('diagnostics', () => {
  it('of a part are told there, and where it is imported, once', () => {
    const { graphs, write } = editor(['/w/g.yaml', '/w/parts/digits.yaml']);
    write('/w/parts/digits.yaml', PART.replace('reader: encoder -> head', 'reader: encoder -> haed'));
    expect(graphs.changed('file:///w/parts/digits.yaml')).toEqual(['file:///w/g.yaml']);
    const analysis = graphs.current('file:///w/g.yaml')!;
    const [own, ...more] = diagnosticsOf(analysis);
    expect(more).toEqual([]);
    expect(own).toMatchObject({ range: { start: { line: 2, character: 17 } } });
    expect(own!.message).toContain('did you mean `head`?');
    const inPart = diagnosticsOfParts(analysis).get('/w/parts/digits.yaml')!;
    expect(inPart).toEqual([{ ...own, range: inPart[0]!.range }]);
    expect(inPart[0]!.range.start.line).toBe(10);
    // As the part says it itself.
    expect(diagnosticsOf(graphs.current('file:///w/parts/digits.yaml')!)).toEqual(inPart);
    const [action] = codeActionsOf(analysis, own!.range);
    expect(Object.keys(action!.edit!.changes!)).toEqual(['file:///w/parts/digits.yaml']);
  });

  it('of an import follow the text that is open', () => {
    const { graphs, write } = editor(['/w/g.yaml']);
    expect(diagnosticsOf(graphs.current('file:///w/g.yaml')!)).toEqual([]);
    write(
      '/w/parts/digits.yaml',
      PART.replace('latent: {default: 8, min: 1}', 'size: 8').replace('latent}', 'size}'),
    );
    graphs.changed('file:///w/parts/digits.yaml');
    const [found] = diagnosticsOf(graphs.current('file:///w/g.yaml')!);
    expect(found).toMatchObject({ code: 'unknown-parameter' });
  });
});

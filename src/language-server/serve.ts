import {
  CodeActionKind,
  CodeLensRefreshRequest,
  createConnection,
  DidChangeWatchedFilesNotification,
  DocumentHighlightKind,
  ErrorCodes,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type Diagnostic as LspDiagnostic,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ReadPart } from '../dsl/index.js';
import type { Analysis, ListFolder } from './analysis.js';
import { completionsAt } from './completion/index.js';
import {
  codeActionsOf,
  codeLensesOf,
  definitionAt,
  diagnosticsOf,
  diagnosticsOfParts,
  documentSymbolsOf,
  formattingOf,
  highlightsAt,
  hoverAt,
  prepareRenameAt,
  referencesAt,
  renameAt,
  type Refusal,
} from './requests/index.js';
import { openGraphs } from './open-graphs.js';
import { fileOf, uriOf } from './uris.js';

/** What the server can not do by itself. */
export interface LanguageServices {
  version: string;
  /** The text in the common style; throws if it can't be read. Absent: no formatting is offered. */
  format?: (text: string, file: string) => Promise<string>;
  /** Reads files that graphs import. Those that are open are read from the editor. */
  readPart?: ReadPart;
  /**
   * Loads the modules of words that a graph names, as far as the user has trusted them; says whether more is known than
   * before.
   */
  loadWords?: (text: string, file: string, readPart: ReadPart) => Promise<boolean>;
  /** For completion of their paths. */
  listFolder?: ListFolder;
  /** Graphs in a folder and below it, as absolute paths. */
  findGraphs?: (folder: string) => Promise<string[]>;
  /** For each phase of a file, whether it would be trained and why. Asked when a graph is opened or saved. */
  planLens?: (file: string, signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;
}

/** Serves the language server protocol on two streams until the client ends it. */
export function serveLanguage(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  services: LanguageServices,
): Promise<void> {
  const connection = createConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  const ended = new Promise<void>((resolve) => {
    connection.onExit(() => resolve());
    input.once('end', () => resolve());
    input.once('close', () => resolve());
  });
  register(connection, services);
  connection.listen();
  return ended;
}

function register(connection: Connection, services: LanguageServices): void {
  const documents = new TextDocuments(TextDocument);
  const graphs = openGraphs(documents, {
    readPart: services.readPart ?? (() => ({ problem: 'no such file' })),
    listFolder: services.listFolder ?? (() => []),
  });
  const { current } = graphs;
  /** What graphs say of their parts, by the address of the part and that of the graph. */
  const ofParts = new Map<string, Map<string, LspDiagnostic[]>>();
  let folders: string[] = [];
  const plans = new Map<string, ReadonlyMap<string, string>>();
  const waiting = new Set<string>();
  const planning = new Map<string, AbortController>();
  let refreshesLenses = false;
  let watchesFiles = false;

  connection.onInitialize(({ capabilities, workspaceFolders, rootUri }): InitializeResult => {
    folders = (workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : [])).map(fileOf);
    watchesFiles = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    refreshesLenses = capabilities.workspace?.codeLens?.refreshSupport === true;
    return {
      serverInfo: { name: 'lagraph', version: services.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        completionProvider: { triggerCharacters: ['{', ' ', '(', ',', '/', '.', '$'] },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        documentSymbolProvider: true,
        renameProvider: { prepareProvider: true },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        codeLensProvider: {},
        ...(services.format ? { documentFormattingProvider: true } : {}),
      },
    };
  });

  connection.onInitialized(() => {
    if (!watchesFiles) return;
    void connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: '**/*.{yaml,yml}' }, { globPattern: '**/*.{js,mjs}' }],
    });
  });
  // Open documents tell of their changes themselves.
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      if (/\.m?js$/i.test(uri)) recheckWords();
      else if (!documents.get(uri)) recheckImporters(uri);
    }
  });

  function recheckImporters(uri: string): void {
    for (const importer of graphs.changed(uri)) publishSoon(importer);
  }

  /** A module of words has changed: graphs that name some mean something else now. */
  function recheckWords(): void {
    for (const { uri } of documents.all()) {
      if (!current(uri)?.checked().document?.wordModules.length) continue;
      graphs.stale(uri);
      publishSoon(uri);
    }
  }

  async function loadWords(uri: string): Promise<void> {
    const analysis = current(uri);
    if (!services.loadWords || !analysis || !isGraph(analysis.text)) return;
    try {
      if (await services.loadWords(analysis.text, analysis.file, analysis.readPart)) graphs.stale(uri);
    } catch (error) {
      connection.console.log(`no words of ${analysis.file}: ${(error as Error).message}`);
    }
  }

  /** Compiles when the requests that came with a change are answered, and once for changes that come together. */
  function publishSoon(uri: string): void {
    if (waiting.has(uri)) return;
    waiting.add(uri);
    setTimeout(async () => {
      waiting.delete(uri);
      await loadWords(uri);
      const analysis = current(uri);
      if (!analysis) return;
      const found = isGraph(analysis.text)
        ? diagnosticsOfParts(analysis)
        : new Map<string, LspDiagnostic[]>();
      const before = [...ofParts].flatMap(([part, sayings]) => (sayings.delete(uri) ? [part] : []));
      for (const [file, diagnostics] of found) {
        const part = uriOf(file);
        ofParts.set(part, (ofParts.get(part) ?? new Map<string, LspDiagnostic[]>()).set(uri, diagnostics));
      }
      publish(uri);
      for (const part of new Set([...before, ...[...found.keys()].map(uriOf)]))
        if (part !== uri) publish(part);
    }, COMPILE_AFTER_MS);
  }

  /** What a document says of itself, and what graphs that import it say of it. */
  function publish(uri: string): void {
    const analysis = current(uri);
    const own = analysis && isGraph(analysis.text) ? diagnosticsOf(analysis) : [];
    const known = new Set(own.map(placeAndCode));
    const others = [...(ofParts.get(uri)?.values() ?? [])].flat().filter((one) => {
      const isNew = !known.has(placeAndCode(one));
      known.add(placeAndCode(one));
      return isNew;
    });
    const version = documents.get(uri)?.version;
    const diagnostics = [...own, ...others];
    void connection.sendDiagnostics({ uri, ...(version === undefined ? {} : { version }), diagnostics });
  }

  /** Only the last plan of a document is waited for; nothing else waits for it. */
  async function refreshPlan(uri: string): Promise<void> {
    planning.get(uri)?.abort();
    const analysis = current(uri);
    if (!services.planLens || !analysis || !uri.startsWith('file:') || !isGraph(analysis.text)) return;
    const abort = new AbortController();
    planning.set(uri, abort);
    try {
      plans.set(uri, await services.planLens(analysis.file, abort.signal));
      if (refreshesLenses) await connection.sendRequest(CodeLensRefreshRequest.type);
    } catch (error) {
      // The graph has an error, which is told elsewhere, or its data are not there: nothing is known.
      plans.delete(uri);
      if (!abort.signal.aborted)
        connection.console.log(`no plan of ${analysis.file}: ${(error as Error).message}`);
    } finally {
      if (planning.get(uri) === abort) planning.delete(uri);
    }
  }

  documents.onDidOpen(({ document }) => void refreshPlan(document.uri));
  documents.onDidSave(({ document }) => {
    void refreshPlan(document.uri);
    // Its words may have been trusted meanwhile.
    if (current(document.uri)?.checked().document?.wordModules.length) publishSoon(document.uri);
  });
  documents.onDidChangeContent(({ document }) => {
    publishSoon(document.uri);
    recheckImporters(document.uri);
  });
  documents.onDidClose(({ document }) => {
    graphs.closed(document.uri);
    // What is read from now on is the file.
    recheckImporters(document.uri);
    for (const [part, sayings] of ofParts) if (sayings.delete(document.uri)) publish(part);
    plans.delete(document.uri);
    planning.get(document.uri)?.abort();
    publish(document.uri);
  });

  /** Graphs of the workspace, which are not open, may import what is looked for. */
  async function findFiles(): Promise<void> {
    const found = await Promise.all(folders.map((folder) => services.findGraphs?.(folder) ?? []));
    graphs.setFiles(found.flat());
  }

  const at = <T>(uri: string, nothing: T, answer: (analysis: Analysis) => T): T => {
    const analysis = current(uri);
    return analysis ? answer(analysis) : nothing;
  };
  connection.onCompletion(({ textDocument, position }) =>
    at(textDocument.uri, [], (analysis) => completionsAt(analysis, position)),
  );
  connection.onHover(({ textDocument, position }) =>
    at(textDocument.uri, null, (analysis) => hoverAt(analysis, position)),
  );
  connection.onDefinition(({ textDocument, position }) =>
    at(textDocument.uri, [], (analysis) => definitionAt(analysis, position, graphs)),
  );
  connection.onReferences(async ({ textDocument, position, context }) => {
    await findFiles();
    return at(textDocument.uri, [], (analysis) =>
      referencesAt(analysis, position, context.includeDeclaration, graphs),
    );
  });
  connection.onDocumentHighlight(({ textDocument, position }) =>
    at(textDocument.uri, [], (analysis) =>
      highlightsAt(analysis, position).map((each) => ({ ...each, kind: DocumentHighlightKind.Text })),
    ),
  );
  connection.onDocumentSymbol(({ textDocument }) =>
    at(textDocument.uri, [], (analysis) => documentSymbolsOf(analysis)),
  );
  connection.onCodeAction(({ textDocument, range }) =>
    at(textDocument.uri, [], (analysis) => (isGraph(analysis.text) ? codeActionsOf(analysis, range) : [])),
  );
  connection.onCodeLens(({ textDocument: { uri } }) =>
    at(uri, [], (analysis) => (isGraph(analysis.text) ? codeLensesOf(analysis, plans.get(uri)) : [])),
  );
  connection.onPrepareRename(({ textDocument, position }) =>
    at(textDocument.uri, null, (analysis) => orRefuse(prepareRenameAt(analysis, position, graphs))),
  );
  connection.onRenameRequest(async ({ textDocument, position, newName }) => {
    await findFiles();
    return at(textDocument.uri, null, (analysis) => orRefuse(renameAt(analysis, position, newName, graphs)));
  });
  connection.onDocumentFormatting(async ({ textDocument: { uri } }) => {
    const analysis = current(uri);
    return analysis && services.format ? formattingOf(analysis, services.format) : null;
  });
  connection.onShutdown(() => {
    for (const abort of planning.values()) abort.abort();
  });
  documents.listen(connection);
}

const COMPILE_AFTER_MS = 10;

/** A refusal is shown to the user as the request's error. */
function orRefuse<T extends object>(answer: T | Refusal | null): T | null {
  if (answer !== null && 'problem' in answer)
    throw new ResponseError(ErrorCodes.InvalidRequest, answer.problem);
  return answer as T | null;
}

/** Editors send every YAML file: one without the key `lagraph` has nothing to do with graphs. */
const isGraph = (text: string): boolean => /^\s*["']?lagraph["']?\s*:/m.test(text);

const placeAndCode = ({ range, code, message }: LspDiagnostic): string =>
  JSON.stringify([range, code, message]);

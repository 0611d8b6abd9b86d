import { fileURLToPath } from 'node:url';
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  createConnection,
  DocumentHighlightKind,
  ErrorCodes,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyse, type Analysis } from './analysis.js';
import { completionsAt } from './completion/index.js';
import {
  codeActionsOf,
  codeLensesOf,
  definitionAt,
  diagnosticsOf,
  documentSymbolsOf,
  formattingOf,
  highlightsAt,
  hoverAt,
  prepareRenameAt,
  referencesAt,
  renameAt,
  type Refusal,
} from './requests/index.js';

/** What the server can not do by itself. */
export interface LanguageServices {
  version: string;
  /** The text in the common style; throws if it can't be read. Absent: no formatting is offered. */
  format?: (text: string, file: string) => Promise<string>;
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
  const analyses = new Map<string, { version: number; analysis: Analysis }>();
  const plans = new Map<string, ReadonlyMap<string, string>>();
  const waiting = new Set<string>();
  const planning = new Map<string, AbortController>();
  let refreshesLenses = false;

  connection.onInitialize(({ capabilities }): InitializeResult => {
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

  /** What is known of the present text; undefined if the document is not open. */
  function current(uri: string): Analysis | undefined {
    const document = documents.get(uri);
    if (!document) return undefined;
    const known = analyses.get(uri);
    if (known?.version === document.version) return known.analysis;
    // The document changes in place: an analysis holds on to one version of it.
    const version = TextDocument.create(uri, document.languageId, document.version, document.getText());
    const analysis = known?.analysis.changed(version) ?? analyse(version, fileOf(uri));
    analyses.set(uri, { version: document.version, analysis });
    return analysis;
  }

  /** Compiles when the requests that came with a change are answered, and once for changes that come together. */
  function publishSoon(uri: string): void {
    if (waiting.has(uri)) return;
    waiting.add(uri);
    setTimeout(() => {
      waiting.delete(uri);
      const analysis = current(uri);
      if (!analysis) return;
      const version = documents.get(uri)!.version;
      const diagnostics = isGraph(analysis.text) ? diagnosticsOf(analysis) : [];
      void connection.sendDiagnostics({ uri, version, diagnostics });
    }, COMPILE_AFTER_MS);
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
  documents.onDidSave(({ document }) => void refreshPlan(document.uri));
  documents.onDidChangeContent(({ document }) => publishSoon(document.uri));
  documents.onDidClose(({ document }) => {
    analyses.delete(document.uri);
    plans.delete(document.uri);
    planning.get(document.uri)?.abort();
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

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
    at(textDocument.uri, [], (analysis) => definitionAt(analysis, position)),
  );
  connection.onReferences(({ textDocument, position, context }) =>
    at(textDocument.uri, [], (analysis) => referencesAt(analysis, position, context.includeDeclaration)),
  );
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
    at(textDocument.uri, null, (analysis) => orRefuse(prepareRenameAt(analysis, position))),
  );
  connection.onRenameRequest(({ textDocument, position, newName }) =>
    at(textDocument.uri, null, (analysis) => orRefuse(renameAt(analysis, position, newName))),
  );
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

/** The file as messages name it. */
function fileOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return uri;
  }
}

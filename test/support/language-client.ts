import { spawn, type ChildProcess } from 'node:child_process';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { InitializeResult, Position, PublishDiagnosticsParams } from 'vscode-languageserver';
import { main, root } from './build-dist.js';

/** An editor that talks to `lagraph lsp`. */
export interface LanguageClient {
  connection: MessageConnection;
  child: ChildProcess;
  initialized: InitializeResult;
  /** Everything that is no message of the protocol must be here. */
  errors: () => string;
  open(uri: string, text: string): void;
  /** The whole text anew, or a part of it. */
  change(uri: string, text: string, range?: { start: Position; end: Position }): void;
  save(uri: string): void;
  close(uri: string): void;
  /** The next diagnostics of a document. */
  diagnostics(uri: string): Promise<PublishDiagnosticsParams>;
  /** Resolves when the server has asked for the first time that code lenses be asked for again. */
  lensesRefreshed: Promise<void>;
  request<T>(method: string, uri: string, parameters?: object): Promise<T>;
  /** Ends as the protocol says; resolves to the exit code. */
  end(): Promise<number | null>;
}

export async function startLanguageClient(
  options: { args?: string[]; env?: object; cwd?: string } = {},
): Promise<LanguageClient> {
  const child = spawn(process.execPath, [main, 'lsp', ...(options.args ?? [])], {
    cwd: options.cwd ?? root,
    stdio: 'pipe',
    env: { ...process.env, ...options.env },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const published = new Map<string, PublishDiagnosticsParams[]>();
  const waiting = new Map<string, ((params: PublishDiagnosticsParams) => void)[]>();
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    const next = waiting.get(params.uri)?.shift();
    if (next) next(params);
    else published.set(params.uri, [...(published.get(params.uri) ?? []), params]);
  });
  let refreshed = (): void => undefined;
  const lensesRefreshed = new Promise<void>((resolve) => (refreshed = resolve));
  connection.onRequest('workspace/codeLens/refresh', () => {
    refreshed();
    return null;
  });
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { workspace: { codeLens: { refreshSupport: true } } },
  });
  await connection.sendNotification('initialized', {});
  const versions = new Map<string, number>();
  const nextVersion = (uri: string): number => {
    const version = (versions.get(uri) ?? 0) + 1;
    versions.set(uri, version);
    return version;
  };
  const notify = (method: string, parameters: object): void => {
    void connection.sendNotification(method, parameters);
  };
  return {
    connection,
    child,
    initialized,
    errors: () => errors,
    open: (uri, text) =>
      notify('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version: nextVersion(uri), text },
      }),
    change: (uri, text, range) =>
      notify('textDocument/didChange', {
        textDocument: { uri, version: nextVersion(uri) },
        contentChanges: [range ? { range, text } : { text }],
      }),
    save: (uri) => notify('textDocument/didSave', { textDocument: { uri } }),
    close: (uri) => notify('textDocument/didClose', { textDocument: { uri } }),
    diagnostics(uri) {
      const early = published.get(uri)?.shift();
      if (early) return Promise.resolve(early);
      return new Promise((resolve) => waiting.set(uri, [...(waiting.get(uri) ?? []), resolve]));
    },
    lensesRefreshed,
    request: (method, uri, parameters) =>
      connection.sendRequest(method, { textDocument: { uri }, ...parameters }),
    async end() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      return exited;
    },
  };
}

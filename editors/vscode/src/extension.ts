import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commands, window, workspace, type ExtensionContext } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const restart = async (): Promise<void> => {
    await client?.stop();
    await start();
  };
  context.subscriptions.push(
    commands.registerCommand('lagraph.restart', restart),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('lagraph')) void restart();
    }),
  );
  await start();
}

export const deactivate = (): Promise<void> | undefined => client?.stop();

async function start(): Promise<void> {
  const settings = workspace.getConfiguration('lagraph');
  const command = commandOf(settings.get<string>('command', ''));
  const pattern = settings.get<string>('files', '**/*.{yaml,yml}');
  client = new LanguageClient(
    'lagraph',
    'lagraph',
    // npm's command is a batch file on Windows, which a shell starts.
    { command, args: ['lsp'], options: { shell: process.platform === 'win32' } },
    { documentSelector: [{ scheme: 'file', language: 'yaml', pattern }] },
  );
  try {
    await client.start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(
      `${command} lsp could not be started (${reason}). Install lagraph (npm install lagraph), or set lagraph.command.`,
    );
  }
}

/** A folder that has lagraph among its packages uses that one, if the folder is trusted. */
function commandOf(setting: string): string {
  if (setting !== '') return setting;
  const name = process.platform === 'win32' ? 'lagraph.cmd' : 'lagraph';
  const folders = workspace.isTrusted ? (workspace.workspaceFolders ?? []) : [];
  return folders.map(({ uri }) => join(uri.fsPath, 'node_modules/.bin', name)).find(existsSync) ?? 'lagraph';
}

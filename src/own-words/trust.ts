/**
 * Which modules of words may run: those whose hash the user has trusted. What is trusted is kept in the user's own
 * settings, so that no graph and no repository can say it of itself.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** One file for each module, named by its hash. */
export function trustFolder(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): string {
  const own =
    platform === 'win32'
      ? env.APPDATA || join(home, 'AppData', 'Roaming')
      : env.XDG_CONFIG_HOME ||
        (platform === 'darwin' ? join(home, 'Library', 'Application Support') : join(home, '.config'));
  return join(own, 'lagraph', 'trusted-words');
}

export interface TrustRecord {
  /** sha256 of the module. */
  sha256: string;
  /** Where it was when it was trusted. */
  file: string;
  /** When, in ISO 8601. */
  trusted: string;
}

export const trustFile = (hash: string, folder = trustFolder()): string => join(folder, `${hash}.json`);

export const isTrusted = (hash: string, folder = trustFolder()): boolean =>
  existsSync(trustFile(hash, folder));

/** All that is trusted, the newest first. A record that can't be read is trusted all the same, and is listed by its hash. */
export async function trustedModules(folder = trustFolder()): Promise<TrustRecord[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const records = await Promise.all(
    names.flatMap((name) => {
      const [, sha256] = /^([0-9a-f]{64})\.json$/.exec(name) ?? [];
      return sha256 === undefined ? [] : [readRecord(sha256, folder)];
    }),
  );
  return records.sort((a, b) => (a.trusted < b.trusted ? 1 : -1));
}

async function readRecord(sha256: string, folder: string): Promise<TrustRecord> {
  try {
    const { file, trusted } = JSON.parse(
      await readFile(trustFile(sha256, folder), 'utf8'),
    ) as Partial<TrustRecord>;
    return { sha256, file: String(file), trusted: String(trusted) };
  } catch {
    return { sha256, file: '?', trusted: '' };
  }
}

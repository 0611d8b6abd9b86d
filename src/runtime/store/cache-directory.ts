import { homedir } from 'node:os';
import { join } from 'node:path';

/** lagraph's folder in the platform's cache directory, for what can be obtained again: downloads, measured costs. */
export function cacheDirectory(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): string {
  if (platform === 'win32')
    return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'lagraph', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'lagraph');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'lagraph');
}

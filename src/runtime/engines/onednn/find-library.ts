/** Locates oneDNN's shared library. Nothing is loaded. */
import { readFileSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { EngineUnavailableError } from '../../engine-errors/index.js';
import { cacheDirectory } from '../../store/index.js';

export interface FoundOnednn {
  /** The library to load. */
  path: string;
  /** Where it was found: `system` is where the dynamic linker looks. */
  source: 'LAGRAPH_ONEDNN' | 'cache' | 'system';
}

/** There is no oneDNN, or none that works. The message says what to do. */
export class OnednnUnavailableError extends EngineUnavailableError {}

/** Names with the major version of the interface that lagraph calls, where names have one. */
const LIBRARY_NAMES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libdnnl.so.3',
  darwin: 'libdnnl.3.dylib',
  win32: 'dnnl.dll',
};

/** The library in a folder, or in `lib` below it. */
export function onednnLibraryIn(folder: string, platform: NodeJS.Platform = process.platform): string | null {
  const name = LIBRARY_NAMES[platform];
  if (name === undefined) return null;
  const paths = [join(folder, name), join(folder, 'lib', name)];
  return paths.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile()) ?? null;
}

export interface OnednnSearchOptions {
  env?: NodeJS.ProcessEnv;
  /** lagraph's cache. */
  cache?: string;
  platform?: NodeJS.Platform;
  /** glibc's list of the libraries that it finds by name. */
  linkerCache?: string;
}

/** All copies of oneDNN's library, the one to use first. With `LAGRAPH_ONEDNN=none` it is as if there were none. */
export function findAllOnednn({
  env = process.env,
  cache = cacheDirectory(),
  platform = process.platform,
  linkerCache = '/etc/ld.so.cache',
}: OnednnSearchOptions = {}): FoundOnednn[] {
  const explicit = env.LAGRAPH_ONEDNN;
  if (explicit === 'none') return [];
  if (explicit) {
    const given = resolve(explicit);
    const path = statSync(given, { throwIfNoEntry: false })?.isFile()
      ? given
      : onednnLibraryIn(given, platform);
    if (!path)
      throw new OnednnUnavailableError(`LAGRAPH_ONEDNN is ${explicit}, where no oneDNN library lies.`);
    return [{ path, source: 'LAGRAPH_ONEDNN' }];
  }
  const cached = onednnLibraryIn(join(cache, 'onednn'), platform);
  return [
    ...(cached ? [{ path: cached, source: 'cache' as const }] : []),
    ...systemLibraries(env, platform, linkerCache).map((path) => ({ path, source: 'system' as const })),
  ];
}

export function findOnednn(options?: OnednnSearchOptions): FoundOnednn {
  const [first] = findAllOnednn(options);
  if (first) return first;
  throw new OnednnUnavailableError(
    'There is no oneDNN on this machine that lagraph can find. `lagraph engines add onednn` brings one; ' +
      'LAGRAPH_ONEDNN names the folder of one that lies elsewhere.',
  );
}

/** Folders in which the dynamic linker looks for libraries, beside those in glibc's list. */
const SYSTEM_FOLDERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/lib64', '/usr/lib64', '/lib', '/usr/lib', '/usr/local/lib'],
  darwin: ['/opt/homebrew/lib', '/usr/local/lib'],
};

/** Copies where the dynamic linker would look, in its order. */
function systemLibraries(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, linkerCache: string): string[] {
  // An empty or relative entry means the working directory, which may be anyone's: loading a library runs its code.
  const named = (env[platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder));
  const standard = SYSTEM_FOLDERS[platform];
  if (standard === undefined) return [];
  const paths = [
    ...named.map((folder) => onednnLibraryIn(folder, platform)),
    ...(platform === 'linux' ? listedLibraries(linkerCache) : []),
    ...standard.map((folder) => onednnLibraryIn(folder, platform)),
  ];
  return [...new Set(paths.filter((path) => path !== null))];
}

/**
 * Paths of the library in `/etc/ld.so.cache`, whose strings end with a zero byte; none where there is no such file
 * (musl). Libraries of other processors, which it may list as well, are found wanting when they are loaded.
 */
function listedLibraries(linkerCache: string): string[] {
  let text: string;
  try {
    text = readFileSync(linkerCache, 'latin1');
  } catch {
    return [];
  }
  return [...text.matchAll(/\0(\/[^\0]*\/libdnnl\.so\.3)(?=\0)/g)]
    .map(([, path]) => path!)
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

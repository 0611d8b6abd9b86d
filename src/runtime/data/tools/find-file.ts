import { dirname, isAbsolute, join, resolve } from 'node:path';
import {
  downloadFile,
  hasChecksum,
  matchesChecksum,
  type SourceAttempt,
  type RetryPolicy,
} from '../../download/index.js';
import { npmPackageDirectory } from './npm-package.js';
import { NotRegularFileError, readRegularFile } from '../../../regular-file.js';
import type { FileRequest, FoundFile, FileSearchPaths } from './file-request.js';
import { fileNotFoundError } from './file-not-found.js';

/** The file's bytes; null if it does not exist. */
async function readFileIfPresent(path: string): Promise<Uint8Array | null> {
  try {
    return await readRegularFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

/** Whether the graph itself names the file: then it is an ordinary path, and may be relative to the graph. */
const isNamedByGraph = (request: FileRequest) => !request.npm && !request.urls;

/** Paths of the user's own files: in the data directory first, then relative to the graph. */
function userPaths(request: FileRequest, places: FileSearchPaths): string[] {
  const folders = [
    ...(places.directory === undefined ? [] : [places.directory]),
    ...(isNamedByGraph(request) ? [places.base] : []),
  ];
  const paths = folders.flatMap((folder) =>
    request.names.map((name) => (isAbsolute(name) ? name : resolve(folder, name))),
  );
  return [...new Set(paths)];
}

/** A file: from the data directory, the cache, an npm package or the network, in this order. */
export async function findFile(
  request: FileRequest,
  places: FileSearchPaths,
  policy: RetryPolicy,
  notice: (message: string) => void,
): Promise<FoundFile> {
  const attempts: SourceAttempt[] = [];
  if (places.directory === undefined && !isNamedByGraph(request)) {
    attempts.push({ place: 'data directory', outcome: 'none is named' });
  }
  for (const path of userPaths(request, places)) {
    const bytes = await tryRead(path, path, attempts);
    if (!bytes) continue;
    if (!matchesChecksum(bytes, request)) {
      notice(
        `${path} is not the file that is known by this name (its checksum differs). It is used all the same.`,
      );
    }
    return { path, origin: isNamedByGraph(request) ? path : dirname(path), bytes };
  }

  if (request.urls) {
    const path = join(places.cache, request.names[0]!);
    const bytes = await tryRead(`cache (${path})`, path, attempts);
    if (bytes && matchesChecksum(bytes, request)) return { path, origin: dirname(path), bytes };
    if (bytes) attempts.push({ place: `cache (${path})`, outcome: 'is damaged (its checksum differs)' });
  }

  if (request.npm) {
    const [name, inside] = request.npm;
    const folder = npmPackageDirectory(name, places.base);
    const place = `npm package ${name}`;
    if (folder === null) attempts.push({ place, outcome: 'is not installed' });
    else {
      const path = join(folder, inside);
      const bytes = await tryRead(place, path, attempts);
      if (bytes && matchesChecksum(bytes, request)) return { path, origin: place, bytes };
      if (bytes) attempts.push({ place, outcome: `has another ${inside} (its checksum differs)` });
    }
  }

  if (request.urls && places.noNetwork !== null) {
    attempts.push({ place: 'network', outcome: places.noNetwork });
  } else if (request.urls && hasChecksum(request)) {
    const path = join(places.cache, request.names[0]!);
    const got = await downloadFile(request.urls, path, request, policy, notice);
    if ('bytes' in got) return { path, ...got };
    attempts.push(...got.attempts);
  }
  throw fileNotFoundError(request, places, attempts);
}

/** The bytes, if the file exists and can be read; otherwise the failure is recorded. */
async function tryRead(place: string, path: string, attempts: SourceAttempt[]): Promise<Uint8Array | null> {
  try {
    const bytes = await readFileIfPresent(path);
    if (!bytes) attempts.push({ place, outcome: 'is not there' });
    return bytes;
  } catch (error) {
    const outcome =
      error instanceof NotRegularFileError
        ? error.what
        : `can't be read (${(error as NodeJS.ErrnoException).code})`;
    attempts.push({ place, outcome });
    return null;
  }
}

/** Archives with a library in them (wheels and jars: zip; npm's packages: tar), downloaded, verified and unpacked. */
import { createWriteStream } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { readTar } from '../../../file-formats/index.js';
import { DEFAULT_RETRY_POLICY, downloadFile } from '../../download/index.js';
import { EngineUnavailableError } from '../../engine-errors/index.js';
import { makeDirectory } from '../../store/index.js';
import { uninstallFolder } from './install-folder.js';

export interface LibraryArchive {
  /** Ends in `.tgz` if it is a compressed tar archive; otherwise it is a zip archive. */
  url: string;
  /** The checksum that whoever publishes it gives: SHA-256, or SHA-512 as npm writes it. */
  checksum: { sha256: string } | { integrity: string };
  /** Size in bytes; no more are downloaded. */
  size: number;
}

/** What is said where the archive does not come. */
export interface ArchiveWords {
  /** What it is, for users: `the wheel`. */
  name: string;
  /** A sentence without its end: `the wheel could not be downloaded`. */
  failed: string;
  /** What to do instead. */
  advice: string;
}

export interface ArchiveOptions {
  /** lagraph's cache, where the download is kept until it is unpacked. */
  cache: string;
  /** Receives progress lines. */
  say?: (line: string) => void;
  signal?: AbortSignal;
}

const archiveName = (url: string): string => basename(new URL(url).pathname);

/**
 * Downloads an archive and extracts the files that `place` gives a path in `into`. An interrupted download is resumed.
 *
 * @param place where a file of the archive goes, relative to `into`; null for files that are not wanted
 */
export async function downloadAndUnpack(
  { url, checksum, size }: LibraryArchive,
  { into, place }: { into: string; place: (name: string) => string | null },
  words: ArchiveWords,
  { cache, say = () => {}, signal }: ArchiveOptions,
): Promise<void> {
  const path = join(cache, archiveName(url));
  const patience = { ...DEFAULT_RETRY_POLICY, ...(signal ? { signal } : {}) };
  const got = await downloadFile([url], path, { ...checksum, size }, patience, say);
  const interrupted = () =>
    new EngineUnavailableError(
      `Interrupted. What came of ${words.name} is kept: the same command goes on from there.`,
    );
  if (signal?.aborted) throw interrupted();
  if ('attempts' in got) {
    const tried = got.attempts.map((attempt) => `\n  ${attempt.place}: ${attempt.outcome}`).join('');
    throw new EngineUnavailableError(`${words.failed}:${tried}\n${words.advice}`);
  }
  say(`Unpacking ${basename(path)}`);
  for await (const { name, write } of path.endsWith('.tgz') ? tarEntries(got.bytes) : zipEntries(got.bytes)) {
    if (signal?.aborted) throw interrupted();
    const target = place(name);
    if (target === null) continue;
    const file = join(into, target);
    await makeDirectory(dirname(file));
    await write(file);
  }
  await rm(path, { force: true });
}

interface ArchiveEntry {
  name: string;
  write(file: string): Promise<void>;
}

async function* zipEntries({ buffer, byteOffset, byteLength }: Uint8Array): AsyncGenerator<ArchiveEntry> {
  // Loaded by those who unpack.
  const { fromBufferPromise } = (await import('yauzl')).default;
  // The library rejects names that lead out of the folder.
  const archive = await fromBufferPromise(Buffer.from(buffer, byteOffset, byteLength), { lazyEntries: true });
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const write = async (file: string) =>
      pipeline(await archive.openReadStreamPromise(entry), createWriteStream(file));
    yield { name: entry.fileName, write };
  }
}

async function* tarEntries(bytes: Uint8Array): AsyncGenerator<ArchiveEntry> {
  for (const { name, data } of readTar(await gunzipped(bytes))) {
    if (name.split(/[\\/]/).includes('..'))
      throw new Error(`the archive has a file outside of itself: ${name}`);
    yield { name, write: (file) => writeFile(file, data) };
  }
}

const gunzipped = promisify(gunzip);

/**
 * Removes an installed folder, and downloads of these addresses from the cache, also partial ones. Returns the bytes freed;
 * null if there was nothing.
 */
export async function uninstallLibrary(
  folder: string,
  urls: readonly string[],
  cache: string,
): Promise<number | null> {
  const bytes = await uninstallFolder(folder);
  const downloads = await removeDownloads(urls, cache);
  return bytes === null && downloads === 0 ? null : (bytes ?? 0) + downloads;
}

async function removeDownloads(urls: readonly string[], cache: string): Promise<number> {
  const names = urls.map(archiveName);
  let bytes = 0;
  for (const found of await readdir(cache).catch(() => [])) {
    if (!names.some((name) => found.startsWith(name))) continue;
    const path = join(cache, found);
    bytes += (await stat(path)).size;
    await rm(path, { recursive: true });
  }
  return bytes;
}

/**
 * Downloads into the cache. Interrupted downloads are resumed, also by a later process. A file appears under its name
 * only when it is complete and its checksum is correct.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLockUnlessReady, writeFileAtomically } from '../store/index.js';
import type { NoticeHandler } from '../api/index.js';
import { matchesChecksum, type FileChecksums } from './checksums.js';
import { partialDownloadPath, readPartialDownload, removePartialDownload } from './partial-download.js';
import { MAX_DOWNLOAD_BYTES, type RetryPolicy } from './retry-policy.js';
import { attemptDownload } from './transfer.js';

type Downloaded = { bytes: Uint8Array; origin: string };

/** A source that was tried, and the outcome. */
export interface SourceAttempt {
  place: string;
  outcome: string;
}

/** Limit of attempts at one address, even if each makes progress. */
const MAX_TRIES = 50;

/** Download a file with a known checksum from the first address that has it. */
export async function downloadFile(
  urls: readonly string[],
  path: string,
  known: FileChecksums,
  policy: RetryPolicy,
  notice: NoticeHandler,
): Promise<Downloaded | { attempts: SourceAttempt[] }> {
  const attempts: SourceAttempt[] = [];
  try {
    // Another process may be downloading it; its file will do.
    const locked = await acquireLockUnlessReady(`${path}.lock`, () => readVerifiedCache(path, known), {
      onWait: () => notice(`Waiting for another process that downloads ${basename(path)}.`, 'info'),
      ...(policy.signal ? { signal: policy.signal } : {}),
    });
    if ('ready' in locked) return locked.ready;
    try {
      let { responseTimeout } = policy;
      for (const url of urls) {
        const got = await downloadFromUrl(url, path, known, { ...policy, responseTimeout }, notice);
        if (!('outcome' in got)) return got;
        attempts.push({ place: url, outcome: got.outcome });
        // Halving bounds the wait on an unreachable network, however many addresses there are.
        if (got.silent) responseTimeout /= 2;
      }
    } finally {
      await locked.lock.release();
    }
  } catch (error) {
    if (policy.signal?.aborted) return { attempts: [...attempts, { place: path, outcome: 'interrupted' }] };
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    attempts.push({ place: `cache (${path})`, outcome: `can't be written (${code})` });
  }
  return { attempts };
}

async function readVerifiedCache(path: string, known: FileChecksums): Promise<Downloaded | null> {
  const bytes = await readFile(path).catch(() => null);
  return bytes && matchesChecksum(bytes, known) ? { bytes, origin: path } : null;
}

/** The file, or why this address did not provide it. */
async function downloadFromUrl(
  url: string,
  path: string,
  known: FileChecksums,
  policy: RetryPolicy,
  notice: NoticeHandler,
): Promise<Downloaded | { outcome: string; silent?: boolean }> {
  const progress = downloadReporter(url, path, policy, notice);
  const { size: exact } = known;
  const size = exact === undefined ? { most: known.most ?? MAX_DOWNLOAD_BYTES } : { exact, most: exact };
  let without = 0;
  for (let tries = 1; ; tries++) {
    const before = (await readPartialDownload(path, size.most)).size;
    const got = await attemptDownload(url, path, size, policy, progress);
    if (got.complete) {
      const bytes = await readFile(partialDownloadPath(path));
      if (matchesChecksum(bytes, known)) {
        await writeFileAtomically(path, [bytes]);
        await removePartialDownload(path);
        return { bytes, origin: url };
      }
      await removePartialDownload(path);
      // Parts of two different files also have a wrong checksum.
      if (got.resumed) continue;
      return { outcome: 'sent another file than the known one (its checksum differs); it was thrown away' };
    }
    if (!got.again) return { outcome: got.reason, silent: got.silent };
    without = (await readPartialDownload(path, size.most)).size > before ? 1 : without + 1;
    if (without >= policy.maxTries || tries >= MAX_TRIES)
      return { outcome: `${got.reason}, after ${tries} tries` };
    await sleep(policy.retryDelay * 2 ** (without - 1));
  }
}

/** Reports the start or resumption of a download, and its progress at intervals. */
function downloadReporter(url: string, path: string, policy: RetryPolicy, notice: NoticeHandler) {
  const what = `${basename(path)} from ${new URL(url).host}`;
  let last: number | undefined;
  return (there: number, total: number | undefined) => {
    const now = performance.now();
    if (last !== undefined && now - last < policy.progressInterval) return;
    const of = total === undefined ? '' : ` of ${megabytes(total)}`;
    if (there > 0) notice(`Downloading ${what}: ${megabytes(there)}${of}.`, 'info');
    else notice(`Downloading ${what}${total === undefined ? '' : ` (${megabytes(total)})`}.`, 'info');
    last = now;
  };
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

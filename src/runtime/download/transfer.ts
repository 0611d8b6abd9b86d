import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeDirectory } from '../store/index.js';
import {
  classifyNetworkError,
  classifyHttpStatus,
  TIMED_OUT,
  type TransferFailure,
} from './network-errors.js';
import {
  writePartMetadata,
  partialDownloadPath,
  readPartialDownload,
  removePartialDownload,
  ifRangeValidator,
} from './partial-download.js';
import type { RetryPolicy } from './retry-policy.js';

/** A stream of bytes that may start in the middle of the file. */
interface OpenedTransfer {
  body: AsyncIterable<Uint8Array>;
  /** Offset of the first byte. */
  start: number;
  /** Size of the whole file, if the server reports it. */
  total: number | undefined;
}

export type TransferResult = { complete: true; resumed: boolean } | ({ complete: false } & TransferFailure);

/** Size of the whole file: exact, or an upper bound. */
export interface ExpectedSize {
  exact?: number;
  most: number;
}

const fitsSize = (bytes: number, { exact, most }: ExpectedSize) =>
  bytes <= most && (exact ?? bytes) === bytes;
const expectedSizeText = ({ exact, most }: ExpectedSize) =>
  exact === undefined ? `at most ${most} are taken` : `the known file has ${exact}`;

/** A timeout that is restarted by `wait`. */
function restartableTimeout() {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    wait(milliseconds: number) {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), milliseconds);
    },
    off: () => clearTimeout(timer),
  };
}

/** Request the file, or the missing part of it. */
async function requestBytes(
  url: string,
  path: string,
  size: ExpectedSize,
  signal: AbortSignal,
): Promise<OpenedTransfer | TransferFailure> {
  const part = await readPartialDownload(path, size.most);
  // A .gz file is stored as it is, not decompressed.
  const headers = new Headers({ 'accept-encoding': 'identity' });
  if (part.size > 0) {
    headers.set('range', `bytes=${part.size}-`);
    // If the first bytes come from another address, only the checksum can tell whether they belong to the same file.
    if (part.url === url && part.version) headers.set('if-range', part.version);
  }
  const response = await fetch(url, { headers, signal });
  const refuse = async (failure: TransferFailure) => {
    await response.body?.cancel();
    return failure;
  };
  if (url.startsWith('https:') && !response.url.startsWith('https:')) {
    return refuse({ reason: `it redirects to an address that is not safe (${response.url})`, again: false });
  }
  if (response.status === 416 && part.size > 0) {
    await removePartialDownload(path);
    return refuse({ reason: 'the server has no more bytes of the file', again: true });
  }
  if (!response.ok || !response.body) return refuse(classifyHttpStatus(response.status));

  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (response.status === 206 && Number(range?.[1]) !== part.size) {
    await removePartialDownload(path);
    return refuse({ reason: 'the server sent another part of the file than was asked for', again: true });
  }
  const start = response.status === 206 ? part.size : 0;
  const length = Number(response.headers.get('content-length') ?? NaN);
  const total = Number.isNaN(length) ? undefined : start + length;
  if (total !== undefined && !fitsSize(total, size)) {
    return refuse({
      reason: `the file has ${total} bytes there, and ${expectedSizeText(size)}`,
      again: false,
    });
  }
  if (start === 0) {
    await removePartialDownload(path);
    await writePartMetadata(path, url, ifRangeValidator(response.headers));
  }
  return { body: response.body, start, total };
}

/**
 * One attempt to download a file, or the rest of it, from an address into `path`.part. `progress` receives the number
 * of bytes present, and the total.
 */
export async function attemptDownload(
  url: string,
  path: string,
  size: ExpectedSize,
  policy: RetryPolicy,
  progress: (there: number, total: number | undefined) => void,
): Promise<TransferResult> {
  const { signal: late, wait, off } = restartableTimeout();
  const signal = policy.signal ? AbortSignal.any([late, policy.signal]) : late;
  let answered = false;
  try {
    wait(policy.responseTimeout);
    const opened = await requestBytes(url, path, size, signal);
    if ('reason' in opened) return { complete: false, ...opened };
    answered = true;
    await makeDirectory(dirname(path));
    const file = await open(partialDownloadPath(path), opened.start > 0 ? 'a' : 'w');
    try {
      let there = opened.start;
      progress(there, opened.total);
      wait(policy.idleTimeout);
      let window = { from: performance.now(), there };
      for await (const chunk of opened.body) {
        there += chunk.byteLength;
        if (there > size.most) {
          await removePartialDownload(path);
          return {
            complete: false,
            reason: `the server sends more than there can be: ${expectedSizeText(size)}`,
            again: false,
          };
        }
        await file.writeFile(chunk);
        const now = performance.now();
        if (now - window.from >= policy.rateWindow) {
          if (there - window.there < policy.minBytesPerWindow) {
            const rate = Math.round(((there - window.there) / (now - window.from)) * 1000);
            return {
              complete: false,
              reason: `it sends ${rate} bytes a second, too few to wait for`,
              again: false,
            };
          }
          window = { from: now, there };
        }
        progress(there, opened.total);
        wait(policy.idleTimeout);
      }
    } finally {
      await file.close();
    }
    return { complete: true, resumed: opened.start > 0 };
  } catch (error) {
    if (policy.signal?.aborted) return { complete: false, reason: 'interrupted', again: false };
    if (late.aborted) {
      const failure = answered ? { reason: 'the server fell silent', again: true } : TIMED_OUT;
      return { complete: false, ...failure };
    }
    if (isDiskError(error)) throw error;
    return { complete: false, ...classifyNetworkError(error) };
  } finally {
    off();
  }
}

/** Whether an error comes from the file system rather than the network. */
function isDiskError(error: unknown): boolean {
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall !== undefined && !['connect', 'getaddrinfo', 'read'].includes(syscall);
}

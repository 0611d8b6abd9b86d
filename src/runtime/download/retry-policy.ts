/** Retry policy and timeouts of downloads. All times in milliseconds. */
export interface RetryPolicy {
  /** Timeout of the response to a request; halved for the next address after one that did not respond, and so on. */
  responseTimeout: number;
  /** Timeout between two chunks. */
  idleTimeout: number;
  /** In each window of this length at least `minBytesPerWindow` bytes must arrive. */
  rateWindow: number;
  minBytesPerWindow: number;
  /** Attempts at one address without progress. */
  maxTries: number;
  /** Delay after the first of them; it doubles each time. */
  retryDelay: number;
  /** Interval between two progress messages. */
  progressInterval: number;
  /** Aborts the download at once. The bytes received so far are kept. */
  signal?: AbortSignal;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  responseTimeout: 5_000,
  idleTimeout: 20_000,
  rateWindow: 60_000,
  minBytesPerWindow: 60 * 1024,
  maxTries: 4,
  retryDelay: 500,
  progressInterval: 5_000,
};

/** Size limit of a file of unknown size: larger than anything that lagraph requests. */
export const MAX_DOWNLOAD_BYTES = 4 * 2 ** 30;

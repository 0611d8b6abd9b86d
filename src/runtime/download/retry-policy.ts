/** How long a download waits, and how often it tries. All times in milliseconds. */
export interface RetryPolicy {
  /** For an answer to a request; half as long for the next address when one did not answer, and so on. */
  answer: number;
  /** For the next bytes. */
  silence: number;
  /** In each stretch of this length `pace` bytes must come, however evenly they drip. */
  stretch: number;
  pace: number;
  /** Tries at one address without a byte more than before. */
  tries: number;
  /** Pause after the first of them; it doubles each time. */
  pause: number;
  /** Between two messages about how far it is. */
  progress: number;
  /** Aborted to give up at once. What has come is kept. */
  signal?: AbortSignal;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  answer: 5_000,
  silence: 20_000,
  stretch: 60_000,
  pace: 60 * 1024,
  tries: 4,
  pause: 500,
  progress: 5_000,
};

/** Most bytes of a file of which nothing is known ahead: larger than anything that lagraph asks for. */
export const MAX_DOWNLOAD_BYTES = 4 * 2 ** 30;

/** Downloads: verified by checksum, written atomically, resumed after an interruption. */
export { hasChecksum, matchesChecksum, sha256OfParts } from './checksums.js';
export { downloadFile, type SourceAttempt } from './download-file.js';
export { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry-policy.js';

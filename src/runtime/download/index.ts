/** Files from the network: whole, with the right checksum, and going on where they were cut off. */
export { hasChecksum, matchesChecksum, sha256OfParts, type FileChecksums } from './checksums.js';
export { downloadFile, type SourceAttempt } from './download-file.js';
export { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry-policy.js';

/** Files from the network: whole, with the right checksum, and going on where they were cut off. */
export { isKnown, matches, sha256, type Known } from './checksums.js';
export { download, type Attempt } from './download.js';
export { PATIENCE, type Patience } from './patience.js';

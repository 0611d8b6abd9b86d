export { align, type AlignedPair } from './align.js';
export { longestCommonSubsequence } from './longest-common-subsequence.js';

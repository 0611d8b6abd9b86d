export { align } from './align.js';
export { longestCommonSubsequence } from './longest-common-subsequence.js';

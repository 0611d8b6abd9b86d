export { canonicalJson } from './canonical-json.js';
export { networkWithoutRanges, dataStepWithoutRanges, wiresWithoutRanges } from './without-ranges.js';
export { phaseFingerprint } from './phase-fingerprint.js';
